"""What a page does so that a time is read as one."""

from flytt.notices.board.whole import whole


def test_hours_stay_together_and_nothing_else_becomes_markup() -> None:
    """A window would read `16.00–` on a narrow screen, or a title with a tag in it would run in browsers."""
    shown = whole("<b>7. juni</b> kl. 16.00–20.00, uke 12–18")
    assert str(shown) == ('&lt;b&gt;7. juni&lt;/b&gt; kl. <span class="whole">16.00–20.00</span>, uke 12–18')
