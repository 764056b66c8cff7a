# What every room says the same way.
#
# How keys are named: feature, screen, thing. Labels of buttons end in their width:
# `-button` one to a row (30 characters), `-half` two (18), `-third` three (12), `-quarter` four (8).
# `-toast` and `-alert` are answers to a tap (200), `-command` stands in the command menu.

## Navigation

common-back-half = ‹ Back
common-home-half = 🏠 Home
common-page-third = { $page } of { $pages }
common-page-waiting = the number of a page, 1 to { $pages }
common-page-unknown = There are pages 1 to { $pages }.

## Acts

common-again-half = 🔄 Try again

## Where words go

# $what: what the open question takes, as `chat-search-waiting`
common-waiting = ✏️ Waiting for: { $what }
common-step-lost = What I was waiting for is gone after an update of mine. Please begin it again.

## Feedback

common-old-toast = That button is old; here is a fresh screen
# $wait: a length of time, as "7 s"
common-too-fast = A little slower: { $wait } more.

## When something fails

common-bug = Our mistake, not yours. It is written down; trying again may help. ({ $code })
common-busy = One moment: too much at once here. Nothing is lost; try again shortly.
common-gone = It is not here any more. It may have been deleted.
common-unavailable = Atelier is being repaired. What you send is kept and answered then.
common-private-only = That is between the two of us. Write to me in private: { $link }

## Values
