# What spans the rooms: home, settings, help, unannounced files, the menu.

## Welcome and home

home-welcome-text = Hello, { $name }. I am Atelier: a studio inside a chat, and I am an AI. Write to me, and I answer; send a file, and I ask what to do with it.

    { $coins } 🪙 are yours to begin with.

    Rules: /terms · what I keep: /privacy
# Stands under the welcome and in help where no service is configured
home-demo-text = Demo: a small built-in AI answers here.
home-home-text = { $part ->
    [morning] Good morning, { $name }.
    [day] Good afternoon, { $name }.
    [evening] Good evening, { $name }.
   *[night] Hello, { $name }.
}
home-home-coins = 🪙 { $coins }
home-home-premium = 👑 until { $until }
home-home-state = ⏳ { $count ->
    [one] { $count } answer on its way
   *[other] { $count } answers on their way
}
home-resume-button = ▶ Go on: { $title }
home-settings-half = ⚙️ Settings
home-help-half = ❓ Help
home-language-other-half = 🌐 По-русски

## Settings

home-settings-text = ⚙️ Settings
home-settings-files-button = 📎 Files: ask me again

## Help

home-help-text = ❓ Write, and I answer. Send a photo or a file, and I ask what to do with it. /cancel leaves any question, 🏠 is always below.
home-help-talk-half = How talk works
home-help-files-half = Photos and files
home-help-models-half = Which AI answers
home-help-privacy-half = 🔒 What I keep
home-help-commands-half = All commands
home-help-talk-text = 💬 Talk

    Any text goes to the current conversation, and I remember what was said in it. The answer comes while it is written; Stop ends it, /stop does too.

    Write while I answer, and it waits in line: 👀 shows that I have it. 🔄 Again asks once more, ▶ Continue goes on where the answer was cut.

    /new starts afresh, /chats lists the conversations, /search looks through them.
home-help-files-text = 📎 Photos and files

    A photo with words goes to the chat with them. Without words I ask what to do with it; what you write next is about it. An album, a long paste or a batch of forwards is one question.

    I take files up to { $limit }: Telegram lets no bot fetch a bigger one.
home-help-models-text = 💬 Which AI answers

    /model shows the models of this bot; each conversation may have its own. “Auto” takes the best that is free for you and falls back by itself.

    I am an AI. I can be wrong about facts, and I do not see the world outside this chat.
home-help-commands-text = All commands
# $command without the slash; $text is the same line as in the menu
home-help-line = /{ $command } — { $text }

## A file without words

# $kind: photo, image, document, voice, audio, video, video_note, animation
home-received-text = { $kind ->
    [photo] A picture without words.
    [image] A picture as a file, without words.
    [voice] A voice message.
    [audio] A recording.
    [video] A video.
    [video_note] A round video.
    [animation] A moving picture.
   *[document] A file without words.
} What shall I do with it?
home-received-several-text = { $count ->
    [one] { $count } file
   *[other] { $count } files
} without words. What shall I do with them?
home-received-nothing-button = Leave it as it is
home-received-always-button = { $on ->
    [yes] ☑ Always do this
   *[no] ☐ Always do this
}
home-received-nothing-toast = Left as it is
# The file is left alone; this line stays
home-received-left = { $kind ->
    [photo] The picture stays as it is.
    [image] The picture stays as it is.
    [several] The files stay as they are.
   *[document] The file stays as it is.
}
home-received-forgotten-toast = I ask about files again
# The file is of a kind that the present model cannot take
home-received-unable = { $kind ->
    [photo] The model here reads words only, so I cannot look at the picture. Tell me in words what is on it.
    [image] The model here reads words only, so I cannot look at the picture. Tell me in words what is on it.
    [voice] I cannot listen yet. Write it, and I answer.
    [audio] I cannot listen yet. Write what it is about, and I answer.
    [video] I cannot watch videos. Send the frame that matters as a picture, or tell me in words.
    [video_note] I cannot watch videos. Write it, and I answer.
    [animation] I cannot watch moving pictures. Send a still one, or tell me in words.
    [several] I cannot take any of these files. Tell me in words what matters in them.
   *[document] I cannot read this kind of file. Paste the part that matters as text.
}
home-received-too-big = This file is { $size }; Telegram lets no bot fetch more than { $limit }. Send a smaller one, or the part that matters.

## Kinds nobody asked for

# $kind: sticker, contact, poll, dice, venue, game, video, story, paid, checklist, invoice, unknown
home-unexpected-text = { $kind ->
    [sticker] A nice one, but I answer words. Write something, or send a picture.
    [contact] I do nothing with other people's contacts and did not keep it. Send words, a picture or a file.
    [poll] I cannot vote. Write the question in words, and I tell you what I think.
    [dice] Your luck, not mine: { $value }. Send words, a picture or a file.
    [venue] I cannot do anything with a place yet. Write what you want to know about it.
    [game] I cannot play here. Send words, a picture or a file.
    [video] I cannot watch videos. Send the frame that matters as a picture, or write what it is about.
    [story] I cannot see stories. Send the picture itself, or write about it.
    [paid] Paid media stays closed to me. Send the picture itself, or write about it.
    [checklist] I cannot tick lists. Send its lines as text.
    [invoice] I cannot pay. Send words, a picture or a file.
   *[unknown] I do not know this kind of message. Send words, a picture or a file.
}

## Commands

home-unknown-near = There is no /{ $command }. Did you mean /{ $nearest }?
home-unknown-text = There is no /{ $command }. All commands: /help
home-cancel-left = Left the question. What you write goes to the chat again.
home-cancel-nothing = No question is open. What you write goes to the chat.
home-cancel-answering = No question is open. The answer goes on; /stop ends it.

home-start-command = Home: all rooms, where you left off
home-home-command = Home: all rooms
home-settings-command = Language, time, chat, notices, privacy
home-help-command = How things work
home-cancel-command = Leave the current question

## What Telegram shows about the bot

home-profile-name = Atelier: AI studio
home-profile-about = An AI to talk to in one chat: answers as it writes, remembers the conversation, hides nothing.
home-profile-description = A studio in a chat.

    💬 An AI to talk to: answers appear word by word, can be stopped, repeated and continued
    🔍 Conversations with titles, found again by their words
    🔒 You see what is kept about you

    I am an AI. Press Start.
