"""What rsync's script says is read as far as it came: it can be ended in the middle of a line."""

from flytt.adapters.shares.rsync_report import Report


def test_a_count_that_was_cut_off_is_no_count() -> None:
    """A copy whose neighbour filled the disk would end with a fault of ours instead of "no room"."""
    report = Report()
    report.add(
        b"flytt-left denied 2\nflytt-left vanished \nflytt-left\nflytt-left full x\nflytt-left all 3\n"
    )
    assert report.counted == {"denied": 2, "all": 3}
    assert report.left == {"denied": 2, "other": 1}


def test_what_was_left_in_words_that_nobody_counts_was_left() -> None:
    """A copy that rsync itself calls partial would be told as whole, and end with 0."""
    partial, whole, counted = Report(), Report(), Report({}, {"denied": 1, "all": 1})
    partial.ended(23)
    whole.ended(0)
    counted.ended(23)
    assert (partial.left, whole.left, counted.left) == ({"other": 1}, {}, {"denied": 1})
