# Groups: how one speaks to the bot there, and what the admins choose.

groups-ask-command = Ask here, or reply to me or mention me
groups-new-command = Forget this chat's context
groups-settings-command = Language, model, manner, daily limit of this group

groups-arrived-text =
    Hello. I am Atelier, an AI. I answer here when you mention @{ $bot }, reply to me or write /ask with a question.
    What is not meant for me I neither answer nor keep. Admins: /settings.
groups-about-text =
    ❓ Mention @{ $bot }, reply to me, or write /ask and your question. Reply to somebody's message or photo with a mention, and I look at that too. /new begins with a clean sheet.
    Admins choose language, model, manner and limit in /settings. What I keep: /privacy
groups-about-keyword-text = Here I also listen to the word “{ $word }”.
groups-what-text = Yes? Write the question after my name: @{ $bot } why is the sky blue
groups-privacy-text =
    🔒 Of this group I keep what was asked of me here, with the names of those who asked, the messages they replied to, my answers, and the settings. What is not meant for me is not kept.
    It lies on the server of this bot's operator; a question and what was asked here before it, with those names, also goes to the model that answers.
    Nothing said here shows up in private chats, and nothing from private chats here. /new takes what was said out of the context.
    When I am removed, work stops at once, and settings and talk of the group are erased after 24 hours. What you said yourself you can see and erase in private: /privacy there. Where others replied to it, their questions quote it still, and my messages about it stay up to 30 days.
groups-anew-text = ➕ A clean sheet: what was said here before is context no more.
groups-spent-text = ⏳ The { $limit } answers of this group for today are given; new ones in { $wait }.
groups-spent-alert = The { $limit } answers of this group for today are given; new ones in { $wait }
groups-admins-alert = Only the group's admins can do this
groups-not-yours-alert = Only whoever asked can do this, or an admin of the group
groups-private-alert = That opens in a private chat with me

groups-settings-text =
    ⚙️ Settings of this group
    I answer to mentions, replies and /ask.
groups-settings-limited-text = 📊 Today: { $asked } of { $limit } answers.
groups-settings-free-text = 📊 Today: { $asked ->
        [one] { $asked } answer
       *[other] { $asked } answers
    }, no limit.
groups-settings-own-text = ✏️ Manner: { $manner }
groups-settings-toast = Done
groups-language-button = 🌐 Language: English
groups-model-button = 💬 Model: { $model } ▾
groups-model-text = Model of this group. “Auto” takes the best there is and falls back by itself.
groups-model-auto-button = { $current ->
    [yes] ●
   *[no] ○
} Auto
groups-model-item-button = { $current ->
    [yes] ●
   *[no] ○
} { $model }
groups-manner-button = 🎭 Manner: { $manner ->
    [short] short
    [thorough] thorough
    [playful] playful
    [own] your own
   *[usual] usual
} ▾
groups-manner-text = 🎭 How shall I answer in this group?
groups-manner-item-button = { $current ->
    [yes] ●
   *[no] ○
} { $manner ->
    [short] Short: the answer alone
    [thorough] Thorough, with reasons
    [playful] Playful
   *[usual] As usual
}
groups-manner-waiting = a reply to this message in your own words, up to { $limit } characters
groups-keyword-button = 🔍 Keyword: { $set ->
    [yes] { $name }
   *[no] none
} ▾
groups-keyword-text = 🔍 { $set ->
    [yes] I am called here by “{ $name }”.
   *[no] A word by which I am called here, such as “Atelier”.
} I hear it only where I am an admin of the group or privacy mode is off; mentions, replies and /ask always work.
groups-keyword-drop-button = 🗑 No keyword
groups-keyword-waiting = a reply to this message with the word, 3 to 30 characters
groups-word-short-text = ⚠️ That is too short.
groups-word-long-text = ⚠️ That is { $length } characters, { $limit } fit.
groups-limit-button = ⏳ Answers a day: { $limit ->
    [0] no limit
   *[other] { $limit }
} ▾
groups-limit-text = ⏳ How many answers may this group have in a day? The day begins at midnight ({ $zone }).
groups-limit-item-button = { $current ->
    [yes] ●
   *[no] ○
} { $limit ->
    [0] No limit
   *[other] { $limit }
}
