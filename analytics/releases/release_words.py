"""What a release says about itself, in plain words: who approved it, how it is protected, what is not known."""

from collections.abc import Sequence
from datetime import datetime

from analytics.disclosure.policy import once_in_words, policy_for
from analytics.model import Audience
from analytics.releases.read import Released, table_name
from analytics.words.numbers import joined, number, percent
from analytics.words.periods import day_text, moment_text, period_name
from data.releases import Manifest, Release, State

STATES = {
    State.DRAFT: "Draft",
    State.APPROVED: "Shown",
    State.SUPERSEDED: "Corrected by a later version",
    State.WITHDRAWN: "Withdrawn",
}


ROUNDED = "Figures are rounded, so parts may not add up to a total. Change over time is not explained by these figures."


def approval_sentence(manifest: Manifest) -> str:
    """ "Approved by the Director of Children’s Services on 5 October 2026. Reason given: for the October meeting"."""
    approved = manifest["approved"]
    if approved is None:
        return "Not approved: nobody but a co-ordinator sees this."
    day = day_text(datetime.fromisoformat(approved["at"]))
    return f"Approved by the {approved['role']} on {day}. Reason given: {approved['reason']}"


def provenance(released: Released) -> list[str]:
    """What the release is, what it was made from, and who let it be read."""
    manifest = released.manifest
    sentences = [
        (
            f"These figures are of {period_name(released.period)}. Data to {moment_text(released.published.as_of)}, "
            f"snapshot {released.published.snapshot}."
        ),
        approval_sentence(manifest),
    ]
    if manifest["supersedes"]:
        sentences.append(f"They correct release {manifest['supersedes']}, and are to be used in its place.")
    return [*sentences, "Once approved, a release is never changed. A correction is a new release."]


def protection(released: Released) -> list[str]:
    """How the figures are protected, and why."""
    policy = policy_for(Audience.SCRUTINY, released.settings)
    few, step, base = policy.threshold.fewest_shown, policy.round_to, policy.smallest_base
    share = percent(policy.largest_share)
    return [
        (
            "Every number here is about children. In a small group, somebody who knows one of them could learn "
            "something about that child from a table. So no number is given that could be about a few children only."
        ),
        f"A number below {few}, nought included, is shown as “{released.few}”.",
        (
            f"A number that stands for fewer than {few} children, or of which one child has more than {share}, is "
            "hidden. So are others from which a small number could be worked out. Where the other numbers leave it "
            "only a range, that range is given."
        ),
        f"All other numbers are rounded to the nearest {step}, so parts need not add up to their total.",
        f"A percentage is worked out from rounded numbers, and only out of {base} or more.",
        *(
            ["Where many numbers would be small, groups are counted together.", once_in_words(released.settings)]
            if released.published.groupings
            else ["This release was made under earlier rules, so a newer release may count some figures otherwise."]
        ),
    ]


def not_known(released: Released) -> list[str]:
    """What the figures cannot say."""
    left_out = [f"Left out, because small numbers could be worked out: {name}." for name in released.noted("left out")]
    return [
        "Only what was reported is counted. More reports can mean better recording, not more children missing.",
        "What was not recorded is a row of its own, and stays in every total.",
        *released.noted("not supplied"),
        *released.noted("not recorded"),
        *released.noted("too late"),
        *left_out,
        "Change over time is shown and not explained: these figures do not say why a number rose or fell.",
    ]


def account_of(releases: Sequence[Release]) -> dict[str, list[str]]:
    """The releases as columns of words: drafts first, then the newest."""
    columns: dict[str, list[str]] = {"Release": [], "State": [], "Prepared": [], "Approved": [], "Why": []}
    for release in releases:
        manifest, withdrawal = release.manifest, release.withdrawal()
        approved = manifest["approved"] if release.state is not State.DRAFT else None
        columns["Release"].append(release.name)
        columns["State"].append(STATES[release.state])
        columns["Prepared"].append(act(manifest["prepared"]))
        columns["Approved"].append(
            act({"by": f"{approved['name']}, {approved['role']}", **approved}) if approved else ""
        )
        columns["Why"].append((withdrawal or approved or {"reason": ""})["reason"])
    return columns


def act(record: Manifest) -> str:
    """ "A. Person, 5 October 2026"."""
    return f"{record['by']}, {day_text(datetime.fromisoformat(record['at']))}"


def audit_sentences(released: Released) -> list[str]:
    """How the audit went, together with what, and what it cost."""
    audited = released.manifest["audit"]
    together = joined(audited["together_with"])
    left_out = released.noted("left out")
    return [
        "The audit passed: no number that is not shown can be narrowed down too far."
        if audited["passed"]
        else "This draft has not passed an audit.",
        f"It was audited together with {together}, which a reader may still have."
        if together
        else "No release for the same days was approved before it.",
        *([f"Left out to pass: {', '.join(left_out)}."] if left_out else []),
    ]


def account_of_audit(released: Released) -> dict[str, list[str]]:
    """The audit as columns of words: each table, its numbers, those not shown, how near they come."""
    rows = released.manifest["audit"]["tables"]
    return {
        "Table": [table_name((row["slug"], row["unit"], row["breakdown"]), released.indicators) for row in rows],
        "Numbers": [number(row["cells"]) for row in rows],
        "Not shown": [number(row["hidden"]) for row in rows],
        "Values that still fit, at least": [
            "" if row["narrowest"] is None else number(row["narrowest"]) for row in rows
        ],
    }
