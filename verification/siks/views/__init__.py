"""Pages of the monthly batch: what is ready, the seal, the files, the answers."""

from verification.siks.views.batches import Batches, BatchPage, DownloadFile, Password, SealMonth, WriteRest
from verification.siks.views.keying import Keying, KeyingStart
from verification.siks.views.lookups import LookUpPage
from verification.siks.views.returns import ReturnPage, Returns, UploadReturn
from verification.siks.views.templates import NewVersion, Templates

__all__ = [
    "BatchPage",
    "Batches",
    "DownloadFile",
    "Keying",
    "KeyingStart",
    "LookUpPage",
    "NewVersion",
    "Password",
    "ReturnPage",
    "Returns",
    "SealMonth",
    "Templates",
    "UploadReturn",
    "WriteRest",
]
