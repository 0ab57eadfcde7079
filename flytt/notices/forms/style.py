"""The style of a notice on its own page, on screen and on paper; also what a strict policy must allow."""

import base64
import hashlib

STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1a1a1a; font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word; }
article + article { margin-top: 3rem; border-top: 1px solid #595959; padding-top: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.25rem; margin: 1.5rem 0 0.25rem; }
h3 { font-size: 1.1rem; margin: 1.25rem 0 0.25rem; }
p, ul { margin: 0.25rem 0 0.75rem; }
.banner { border: 3px solid #8a1c1c; padding: 0.5rem 1rem; }
.state { border-left: 0.5rem solid #595959; padding-left: 0.75rem; }
.state.late, .state.going-back { border-color: #8a1c1c; }
.state.started, .state.checking { border-color: #7a4b00; }
.state.finished { border-color: #1e5c2e; }
footer { color: #4a4a4a; border-top: 1px solid #595959; margin-top: 1.5rem; }
a { color: #0b4a8f; }
a:focus-visible { outline: 3px solid #0b4a8f; outline-offset: 2px; }
@media print {
  body { font-size: 12pt; }
  main { max-width: none; padding: 0; }
  article { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  a::after { content: " (" attr(href) ")"; }
}
"""

STYLE_HASH = "'sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() + "'"
"""What a content-security policy's `style-src` names to allow this style and no other."""
