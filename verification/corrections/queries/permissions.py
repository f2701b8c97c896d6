"""Who may decide a request, with the sentence that the page shows instead of the bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from dtks.accounts.models import Role, User, kelurahan_in
from verification.corrections.models import ChangeRequest, ChangeRequestQuerySet, Decision, Override

JUDGING = (Decision.Kind.ACCEPT, Decision.Kind.REFUSE)
ROLE_WORDS = {Role.OPERATOR.value: "operator lain", Role.KASI.value: "kasi", Role.KABID.value: "kabid"}


@dataclass(frozen=True)
class Permission:
    """Whether a person may decide, and why not."""

    allowed: bool
    sentence: str = ""
    is_maker: bool = False
    override: Override | None = None

    def __bool__(self) -> bool:
        return self.allowed


def may_decide(request: ChangeRequest, user: User) -> Permission:
    """Whether a person may decide this request at its present tier (decisions.md 1). Closed by default."""
    if not user.may("corrections.decide") or not _in_area(request, user):
        return Permission(False, "Peran Anda tidak memutuskan perkara ini.")
    if request.state != ChangeRequest.State.SUBMITTED:
        return Permission(False, f"Perkara ini {request.get_state_display()}.")
    if not request.waits_for:
        return Permission(False, "Aturan pemutus untuk jenis ini rusak. Kabid harus memperbaikinya dahulu.")
    if request.maker_id == user.pk:
        return _own(request)
    return _others(request, user)


def _own(request: ChangeRequest) -> Permission:
    """One's own request is decided by others, unless the kabid gave a dated permission."""
    if override := request.overrides.order_by("-pk").first():
        return Permission(True, override=override)
    sentence = f"Anda yang mengusulkan. Orang lain yang memutuskan: {waits_for_words(request)}."
    return Permission(False, sentence, is_maker=True)


def _others(request: ChangeRequest, user: User) -> Permission:
    if not {mandate.role for mandate in user.mandates_today} & set(request.waits_for):
        return Permission(False, f"Perkara ini menunggu {waits_for_words(request)}.")
    if _decided_before(request, user):
        return Permission(False, f"Anda sudah memutuskan tahap sebelumnya. Sekarang {waits_for_words(request)}.")
    return Permission(True)


def waits_for_words(request: ChangeRequest) -> str:
    """Who decides now, in words: "kasi, operator lain, atau kabid"."""
    return tier_words(request.waits_for)


def tier_words(roles: Sequence[str]) -> str:
    """Who may decide a tier, in words; another operator is meant only where the maker is one."""
    if list(roles) == [Role.OPERATOR]:
        return "operator"
    words = [ROLE_WORDS.get(role, role) for role in roles]
    return " atau ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def later_tiers(request: ChangeRequest) -> list[str]:
    """Who decides after the present tier, in order; one word for whoever of a tier may."""
    return [" atau ".join(tier) for tier in request.tiers[request.tier + 1 :]]


def _in_area(request: ChangeRequest, user: User) -> bool:
    codes = user.area_codes("corrections.decide")
    if codes is None:
        return True
    place = request.citizen.kelurahan
    return place is not None and any(place.code.startswith(code) for code in codes)


def _decided_before(request: ChangeRequest, user: User) -> bool:
    """A person decides one tier only: three approvals by one are one (failure 4)."""
    if request.tier == 0:
        return False
    if "decisions" in getattr(request, "_prefetched_objects_cache", {}):
        earlier = (each for each in request.decisions.all() if each.kind in JUDGING and each.tier < request.tier)
        return any(each.checker_id == user.pk for each in earlier)
    return request.decisions.filter(checker=user, kind__in=JUDGING, tier__lt=request.tier).exists()


def decidable_by(requests: ChangeRequestQuerySet, user: User) -> ChangeRequestQuerySet:
    """Of some requests those that the person may decide now; the same rule as `may_decide`, in SQL."""
    if not user.may("corrections.decide"):
        return requests.none()
    roles = [mandate.role for mandate in user.mandates_today]
    earlier = Decision.objects.filter(request=OuterRef("pk"), checker=user, kind__in=JUDGING, tier__lt=OuterRef("tier"))
    overridden = Override.objects.filter(request=OuterRef("pk"))
    return (
        requests.visible_to(user)
        .undecided()
        .filter(
            kelurahan_in(user.area_codes("corrections.decide"), "citizen__kelurahan"),
            ~Q(waits_for=[]),
            Q(maker=None) | ~Q(maker=user) | Exists(overridden),
            Q(waits_for__overlap=roles) | Q(maker=user),
            Q(tier=0) | Q(maker=user) | ~Exists(earlier),
        )
    )
