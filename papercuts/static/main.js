// Starts what an element asks for: data-js="confirm once" runs confirm, then once, on it.
// A behaviour is a function of one element, in behaviors/<name>.js; pages work without any of them.
import autosave from "./behaviors/autosave.js"
import autosubmit from "./behaviors/autosubmit.js"
import beforesend from "./behaviors/beforesend.js"
import busy from "./behaviors/busy.js"
import capture from "./behaviors/capture.js"
import captabs from "./behaviors/captabs.js"
import capturekeys from "./behaviors/capturekeys.js"
import columns from "./behaviors/columns.js"
import confirm from "./behaviors/confirm.js"
import copy from "./behaviors/copy.js"
import copyage from "./behaviors/copyage.js"
import dialog from "./behaviors/dialog.js"
import entersends from "./behaviors/entersends.js"
import focus from "./behaviors/focus.js"
import followsite from "./behaviors/followsite.js"
import keepanswers from "./behaviors/keepanswers.js"
import keepchoice from "./behaviors/keepchoice.js"
import keptvisits from "./behaviors/keptvisits.js"
import klm from "./behaviors/klm.js"
import once from "./behaviors/once.js"
import onrow from "./behaviors/onrow.js"
import outbox from "./behaviors/outbox.js"
import outboxpage from "./behaviors/outboxpage.js"
import phonecopy from "./behaviors/phonecopy.js"
import photo from "./behaviors/photo.js"
import print from "./behaviors/print.js"
import quote from "./behaviors/quote.js"
import seenbefore from "./behaviors/seenbefore.js"
import selectrows from "./behaviors/selectrows.js"
import settles from "./behaviors/settles.js"
import shortcuts from "./behaviors/shortcuts.js"
import shorthand from "./behaviors/shorthand.js"
import showpassword from "./behaviors/showpassword.js"
import signin from "./behaviors/signin.js"
import signout from "./behaviors/signout.js"
import tally from "./behaviors/tally.js"
import timeit from "./behaviors/timeit.js"
import unsent from "./behaviors/unsent.js"
import verifies from "./behaviors/verifies.js"
import visitlog from "./behaviors/visitlog.js"
import watching from "./behaviors/watching.js"
import whatif from "./behaviors/whatif.js"

const BEHAVIORS = {
  autosave, autosubmit, beforesend, busy, captabs, capture, capturekeys, columns, confirm, copy, copyage, dialog, entersends,
  focus, followsite, keepanswers, keepchoice, keptvisits, klm, once, onrow, outbox, outboxpage, phonecopy, photo, print, quote,
  seenbefore, selectrows, settles, shortcuts, shorthand, showpassword, signin, signout, tally, timeit, unsent, verifies,
  visitlog, watching, whatif,
}
const started = new WeakSet()

function start(root) {
  for (const element of root.querySelectorAll("[data-js]")) {
    if (started.has(element)) continue
    started.add(element)
    for (const name of element.dataset.js.split(/\s+/).filter(Boolean)) BEHAVIORS[name](element)
  }
}

start(document)
// What htmx puts into the page afterwards.
document.addEventListener("htmx:after:swap", () => start(document))
