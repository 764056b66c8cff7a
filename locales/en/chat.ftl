# Talk: the room, answers, conversations, models, search.

## Room

chat-home-half = 💬 Chat
chat-room-text = 💬 Now: “{ $title }”. Just write.
chat-room-empty-text = 💬 Just write: that is a conversation. It gets its title from your first words.
chat-room-new-half = ➕ New conversation
chat-room-all-half = 💬 All { $count }
chat-room-search-half = 🔍 Search
chat-room-settings-half = ⚙️ Chat settings
chat-new-text = ➕ A clean sheet. Just write; “{ $title }” is kept in /chats.
chat-new-first-text = ➕ A clean sheet. Just write.
# A conversation that nobody has named and that has no words yet
chat-untitled = New conversation

## Answers

chat-waiting-text = Thinking…
chat-streaming-mark = ▍
chat-streaming-queue = ⏳ { $count ->
    [one] { $count } message in line
   *[other] { $count } messages in line
}
chat-stop-half = ⏹ Stop
chat-stop-toast = Stopped
chat-stop-nothing-text = Nothing is being answered just now.
chat-stopped-text = ⏹ Stopped here.
chat-stopped-empty-text = ⏹ Stopped before the first word.
chat-interrupted-text = I was interrupted; this is what came.
chat-cut-text = The answer reached its greatest length.
chat-empty-text = ⚠️ The model sent an empty answer. Nothing was counted.
chat-lost-text = ⚠️ I was interrupted before an answer came. Your message is kept. Nothing was counted.
chat-answer-again-third = 🔄 Again
chat-answer-continue-third = ▶ Continue
chat-answer-more-third = ⋯ More
chat-answer-less-half = ‹ Less
chat-answer-file-half = 📎 As a file
chat-answer-conversations-half = 💬 Conversations
chat-answer-again-toast = Asking again
chat-answer-continue-toast = Going on
chat-answer-running-toast = I am still answering; this is in line
chat-withdrawn-text = 🗑 Taken back; nothing was asked.
chat-queue-full = ⏳ { $count ->
    [one] { $count } message is in line already.
   *[other] { $count } messages are in line already.
} Let me answer one first; this one I did not take.
chat-too-long-text = This is { $length } characters; I take up to { $limit } at once. Send it in parts or as a text file.

## A file

chat-file-ask-button = 💬 Ask about it
chat-file-text = 💬 Ask about it.
chat-file-waiting = your question about it

## Several messages as one

# In edit mode only; its own message
chat-queued-text = ⏳ In line, { $count } before it.
chat-queued-now-half = Ask it now
chat-queued-back-half = 🗑 Take it back
chat-queued-now-toast = It is next
chat-queued-first-toast = It is next already
# Under an answer
chat-left-out-text = ⚠️ I did not see: { $files }.
# $why: many, big, unseen, unreadable, unreachable
chat-left-out-item = { $name } ({ $why ->
    [many] there were enough already
    [big] too large
    [unseen] the model here reads words only
    [unreachable] Telegram did not hand it over
   *[unreadable] I cannot read this kind
})
# A file without a name
chat-left-out-number = file { $number }
chat-not-gathered-text = ⚠️ Something went wrong here, and what you sent was not asked. Please send it again.

## When the model fails

# $reason: busy, unreachable, stalled, broken, refused, too_long, key, credit, model
chat-failure-text = ⚠️ { $reason ->
    [busy] The model has too much to do just now. Your message is kept.
    [unreachable] The model cannot be reached. Your message is kept.
    [stalled] The model stopped answering and was given up. Your message is kept.
    [broken] The model sent something that cannot be read. Your message is kept.
    [refused] The model refused this request. Other words or another model may help.
    [too_long] This is too long for the model. Start a new conversation, or take a model that holds more.
    [key] The model does not accept this bot's key; its operator has to see to that. Your message is kept.
    [credit] The credit of this bot's operator with the model is used up. Your message is kept.
    [model] The model is not there any more. Choose another one. Your message is kept.
   *[other] The model did not answer. Your message is kept.
} Nothing was counted.
# The same when a part of the answer is on the screen
chat-failure-part = ⚠️ { $reason ->
    [stalled] The model stopped in mid-answer.
    [unreachable] The connection to the model broke in mid-answer.
    [too_long] The model ran out of room in mid-answer.
    [refused] The model broke off by its own rules.
   *[other] The model broke off in mid-answer.
} What it wrote is above, nothing was counted.
chat-failure-wait = It asks for a pause: { $wait }.
chat-failure-model-half = Other model ▾
chat-failure-new-half = ➕ New

## Conversations

chat-conversations-text = 💬 { $count ->
    [one] { $count } conversation
   *[other] { $count } conversations, newest first
}
chat-conversations-empty-text = 💬 Nothing yet. Write anything: that is a conversation.
chat-conversations-item-button = { $current ->
    [yes] ● { $title } · { $when }
   *[no] ○ { $title } · { $when }
}
chat-conversations-new-half = ➕ New
chat-conversations-search-half = 🔍 Search

## One conversation

chat-conversation-text = { $current ->
    [yes] 💬 “{ $title }”, the current one
   *[no] 💬 “{ $title }”
}
chat-conversation-facts = { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
}. Begun { $begun }, last { $last }.
chat-conversation-open-button = ▶ Go on here
chat-conversation-rename-half = ✏️ Rename
chat-conversation-export-half = 📤 Export
chat-conversation-delete-half = 🗑 Delete
chat-conversation-opened = ▶ Now: “{ $title }”. Just write.
chat-conversation-opened-toast = This conversation is on
# Above the question for a new title
chat-rename-text = ✏️ It is called “{ $title }”.
chat-rename-empty = There are no words in that.
chat-renamed-text = ✏️ Now it is called “{ $title }”.
chat-rename-waiting = the new title, up to { $limit } characters
chat-rename-too-long = That is { $length } characters; a title has up to { $limit }.
chat-deleted-text = 🗑 “{ $title }” is deleted. For 24 h it can be brought back.
chat-deleted-undo-half = ↩ Bring it back
chat-deleted-back-toast = Brought back
chat-deleted-late = The 24 h are over; that conversation is gone for good.
chat-export-text = 📤 “{ $title }”, { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
}, as Markdown.
chat-export-toast = It comes as a file
chat-export-empty-toast = There is nothing to export yet
chat-export-you = You
chat-export-ai = Atelier

## Models

# $model: its name, or the word auto
chat-model-text = Model: { $model ->
    [auto] auto
   *[other] { $model }
}
chat-models-text = { $usual ->
    [yes] Model of new conversations.
   *[no] Model of this conversation.
} “Auto” takes the best that is free for you and falls back by itself.
# $sees: it looks at pictures
chat-models-item-button = { $current ->
    [yes] ●
   *[no] ○
} { $model }{ $sees ->
    [yes] {" "}· sees
   *[no] {""}
}
chat-models-auto-button = { $current ->
    [yes] ● Auto
   *[no] ○ Auto
}
chat-models-waiting = part of a model's name
chat-models-found = Models with “{ $query }”: { $count }.
chat-models-none = No model has “{ $query }” in its name.
chat-models-all-half = All models
chat-models-toast = From now on: { $model }
chat-models-unavailable = The list of models cannot be had just now. The present one stays: { $model }.

## Search

chat-search-text = 🔍 What shall I look for? Titles and words of all your conversations.
chat-search-empty-text = 🔍 There is nothing to search yet. Write anything: that is a conversation.
chat-search-waiting = a word or a few
chat-search-found = 🔍 “{ $query }”: { $count ->
    [one] { $count } place
   *[other] { $count } places
}, best first
chat-search-none = 🔍 “{ $query }” is nowhere. Fewer words, or another form of them?
chat-search-item-button = { $title } · { $when }

## Chat settings

chat-preferences-button = 💬 Chat: { chat-streaming-value }, { chat-preferences-model }
chat-preferences-model = { $model ->
    [auto] auto model
   *[other] { $model }
}
chat-streaming-value = { $streaming ->
    [draft] streaming
    [edit] by edits
   *[off] whole
}
chat-preferences-text = ⚙️ How answers come. As a draft: word by word, with Telegram's own Stop. By edits: a message that grows. Whole: when it is finished.
chat-preferences-draft-third = { $chosen ->
    [yes] ● Draft
   *[no] ○ Draft
}
chat-preferences-edit-third = { $chosen ->
    [yes] ● Edits
   *[no] ○ Edits
}
chat-preferences-off-third = { $chosen ->
    [yes] ● Whole
   *[no] ○ Whole
}
chat-preferences-rich-text = Rich formatting: tables, formulas and long answers as Telegram itself shows them. If you see a wish to update the app instead of an answer, switch it off.
chat-preferences-rich-button = { $chosen ->
    [yes] ☑ Rich formatting
   *[no] ☐ Rich formatting
}
chat-preferences-model-button = { chat-model-text } ▾
chat-preferences-toast = Kept

## Menu

chat-new-command = Start a new conversation
chat-chats-command = Your conversations
chat-chat-command = The present conversation
chat-stop-command = Stop the answer
chat-model-command = Which AI answers
chat-search-command = Search your conversations

## At the day's limit

chat-limit-text = { $limit ->
    [0] Messages cost coins here.
   *[other] { $limit } of { $limit } messages today; new ones in { $wait }.
} What you wrote is kept and can be sent now:
chat-limit-send-half = Send it · { $price } 🪙
chat-limit-premium-half = 👑 No limit
chat-limit-later-button = ⏳ Send it after midnight
chat-limit-sent = ✅ Sent. { $left } 🪙 are left.
chat-limit-sent-toast = It was sent already
chat-limit-later-text = ⏳ Kept. It is sent by itself { $when }.
