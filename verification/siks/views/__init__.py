"""Pages of the monthly batch: what is ready, the seal, the files, the answers."""

from verification.siks.views.batches import Batches, BatchPage, DownloadFile, Password, SealMonth, Templates
from verification.siks.views.keying import Keying, KeyingStart
from verification.siks.views.returns import ReturnPage, Returns, UploadReturn

__all__ = [
    "BatchPage",
    "Batches",
    "DownloadFile",
    "Keying",
    "KeyingStart",
    "Password",
    "ReturnPage",
    "Returns",
    "SealMonth",
    "Templates",
    "UploadReturn",
]
