"""The page that `python -m bench.forms` writes; what its numbers say is written on it by whoever measured."""

from pathlib import Path

PAGE = """\
# Attribution of Forms answers, measured

Made with `python -m bench.forms` on {blocks} blocks of estates from `practice/forms`: families and tenants
that nothing was fitted on. *Coverage* is the share of blocks decided without anybody being asked. *With
answers* is the share about which nobody was asked, when somebody who knows has answered all questions,
largest first: an answer that settles several blocks counts once. *Precision* is of the blocks decided without
asking, by form, with a 95 % interval by bootstrap over families. *Right in all* counts first choices, asked
about or not. *Siblings* are families of five or more. To call a form unknown that a title beside a link, or
the log, names is wrong here; only a bare link leaves *unknown* a fair answer.

{table}

{wrong} of {auto} automatic decisions are wrong. Of {settled} blocks settled by an answer about another block,
{settled_right:.1%} got the right form. Calibration error (adaptive, ten bins): {error:.4f}.

| Measure | Value | Goal |
|---|---|---|
| Unknown forms found | {recall:.1%}; tables with rows {recall_rows:.1%} | 99 % |
| Known forms called unknown | {alarm:.2%} of blocks; tables with rows {alarm_rows:.2%} | 0.5 % |
| – of these with nothing but a bare link to the form, a fair answer | {alarm_fair:.2%} of blocks | |
| – wrongly, and without asking | {alarm_auto:.2%} of blocks | 0.5 % |
| Rows of tables that hold several forms | {merged_right:.2%} of {merged} | 99.9 % |
| Unit of the owner right first | {unit:.1%} | 98 % |
| Sensitive tables decided, wrong | {sensitive_wrong} of {sensitive} | 0 |

{empty:.1%} of the blocks are tables without a single response, and {asked_empty:.0%} of those asked about
are: a heading alone does not tell siblings apart, and there is nothing in it to lose.

## How much can be decided at which precision
Each line ranks all blocks by confidence and decides from the top as long as the precision holds.

{levels}

![Risk and coverage](pictures/forms-risk-coverage.svg)

What people would use instead, ranked by their own scores, over all estates:

{baselines}

## What each sort of evidence gives

{strata}

*blind*: the service showed the responses of less than half of the forms. *named*: a file still has the name
that Forms gave it, and a known form has such a title, or something names it. *owned*: such a file, and
nothing but the owner speaks for any known form. *clear*: such a file, and nothing speaks for any. *plain*: no
such file, and nothing speaks for any. *unlinked*: no form is known at all. *alike*: no column of Forms' own,
and the questions of a form. *only*: one known form has the title, and at most one other set asks the same.
*refuted*: the best form there is, and the answers contradict it. *unlike*: fits a form, and does not look
like Forms. *joined*: parts of one unknown form that share no response. *few*: at most five rows, without ids.
*alone*: one table that nothing else shares a response with. *unnamed*: headings alone of a known form, and
neither log nor link names it.

{said}
"""


def kept(page: Path, heading: str) -> str:
    """Return what somebody wrote on a page, from a heading on, to stand below new numbers too."""
    text = page.read_text(encoding="utf-8")
    return text[text.index(f"{heading}\n") :].rstrip()
