# The person's own: language, clock, look, notices, privacy.

## Lines of the settings screen

account-language-button = 🌐 Language: English
# $time as "18:42"; $place as "Berlin" or "UTC+2"
account-clock-button = ⏰ Time: { $time }, { $place }
account-look-button = 🖌 Look: { account-look-value }
account-look-value = { $look ->
    [light] light
    [dark] dark
   *[auto] auto
}
account-notices-button = 🔔 Notices: { $on } of { $all } on
account-privacy-button = 🔒 Privacy and my data

## Language

account-language-text = 🌐 Language. Buttons and menu change at once; in talk I answer in the language you write in.
account-language-en-half = { $chosen ->
    [yes] ● English
   *[no] ○ English
}
account-language-ru-half = { $chosen ->
    [yes] ● Русский
   *[no] ○ Русский
}
account-language-toast = Now in English

## Clock

account-clock-text = ⏰ What time is it where you are? I use it for the times on screens, midnight resets and quiet hours.
account-clock-now = Now it is { $time } for me: { $place }.
account-clock-waiting = your city, as “Lisbon”; an offset, as “UTC+3”; or a location
account-clock-zone-half = { $time } · { $place }
account-clock-set = ⏰ { $place }: it is { $time } with you now.
account-clock-set-toast = { $place }, { $time } now
account-clock-unknown = I do not know “{ $text }”. Try a bigger city nearby, an offset as “UTC+3”, or send a location.
account-clock-several = There is more than one. Which?
# After a location that nobody asked for
account-clock-offer = You sent a location: it is { $time } there, { $place }. I can set your clock by it; the place itself is not kept.
account-clock-offer-button = ⏰ Use this time: { $time }
account-clock-leave-button = Leave my clock as it is
account-clock-nowhere = I cannot tell the time zone of that place. Send your city, as “Lisbon”, or an offset, as “UTC+3”.
# $city is the last word of the zone's name; $name stands for the cities that are not listed
account-clock-city = { $city ->
    [Almaty] Almaty
    [Athens] Athens
    [Baku] Baku
    [Bangkok] Bangkok
    [Barnaul] Barnaul
    [Belgrade] Belgrade
    [Berlin] Berlin
    [Bishkek] Bishkek
    [Bucharest] Bucharest
    [Chicago] Chicago
    [Chisinau] Chișinău
    [Chita] Chita
    [Denver] Denver
    [Dubai] Dubai
    [Dushanbe] Dushanbe
    [Helsinki] Helsinki
    [Irkutsk] Irkutsk
    [Istanbul] Istanbul
    [Jerusalem] Jerusalem
    [Kaliningrad] Kaliningrad
    [Kamchatka] Kamchatka
    [Kolkata] Kolkata
    [Krasnoyarsk] Krasnoyarsk
    [Kyiv] Kyiv
    [Lisbon] Lisbon
    [London] London
    [Los_Angeles] Los Angeles
    [Madrid] Madrid
    [Magadan] Magadan
    [Minsk] Minsk
    [Moscow] Moscow
    [New_York] New York
    [Novosibirsk] Novosibirsk
    [Omsk] Omsk
    [Paris] Paris
    [Prague] Prague
    [Riga] Riga
    [Rome] Rome
    [Samara] Samara
    [Saratov] Saratov
    [Sao_Paulo] São Paulo
    [Shanghai] Shanghai
    [Singapore] Singapore
    [Sofia] Sofia
    [Sydney] Sydney
    [Tallinn] Tallinn
    [Tashkent] Tashkent
    [Tbilisi] Tbilisi
    [Tokyo] Tokyo
    [Tomsk] Tomsk
    [Toronto] Toronto
    [Vienna] Vienna
    [Vilnius] Vilnius
    [Vladivostok] Vladivostok
    [Volgograd] Volgograd
    [Warsaw] Warsaw
    [Yakutsk] Yakutsk
    [Yekaterinburg] Yekaterinburg
    [Yerevan] Yerevan
   *[other] { $name }
}

## Look

account-look-text = 🖌 What I draw as a chart or a sheet comes on this ground. Telegram does not tell me your theme; auto is a grey that reads on both.
account-look-light-third = { $chosen ->
    [yes] ● Light
   *[no] ○ Light
}
account-look-dark-third = { $chosen ->
    [yes] ● Dark
   *[no] ○ Dark
}
account-look-auto-third = { $chosen ->
    [yes] ● Auto
   *[no] ○ Auto
}

## Notices

account-notices-text = 🔔 When may I make a sound? What is off still comes, silently.
account-notices-answers-button = { $on ->
    [yes] ☑ Answers with a sound
   *[no] ☐ Answers with a sound
}
account-notices-quiet-button = { $on ->
    [yes] ☑ Quiet from { $from } to { $to }
   *[no] ☐ Quiet from { $from } to { $to }
}

## Privacy

account-privacy-kept = 🔒 Kept about you: name, language, time zone; { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} in { $conversations ->
    [one] { $conversations } conversation.
   *[other] { $conversations } conversations.
}
# Empty when there are none
account-privacy-files = { $count ->
    [0] {""}
    [one] You sent { $count } file; it stays with Telegram, and I keep the way to it.
   *[other] You sent { $count } files; they stay with Telegram, and I keep the way to them.
}
account-privacy-where = It lies on the server of this bot's operator; what you send also goes to the model that answers it.
account-privacy-until-days = Messages stay { $days ->
    [one] { $days } day
   *[other] { $days } days
}, the rest until you delete it.
account-privacy-until-deleted = It stays until you delete it.
account-privacy-delivery = So that nothing is lost on the way, my own messages stay 30 days more, and what could not be handled 7 days.
account-privacy-end = One conversation: /chats. Everything: the last button; in groups, what others quoted of you stays with their questions.
account-privacy-retention-button = ⏰ { $days ->
    [0] Keep: until I delete ▾
    [one] Keep messages: { $days } day ▾
   *[other] Keep messages: { $days } days ▾
}
account-privacy-export-button = 📤 Export it all
account-privacy-erase-button = 🗑 Erase everything
account-privacy-services-half = Who the models are
account-privacy-conversations-half = 💬 Conversations

# $models: names; $host: where they are asked
account-services-text = 🔒 Who reads what you send: { $models } at { $host }. A model gets the conversation it answers, and nothing else: no name, no number, no other conversation.
account-services-demo-text = 🔒 Nobody outside reads what you send: a small built-in AI answers on this machine.

## How long

account-retention-text = ⏰ How long shall I keep what we say? What is older is deleted every hour, for good; the model does not get it any more.
account-retention-text-limited = ⏰ How long shall I keep what we say? The operator keeps it { $days ->
    [one] { $days } day
   *[other] { $days } days
} at most. What is older is deleted every hour, for good; the model does not get it any more.
account-retention-days-button = { $chosen ->
    [yes] ●
   *[no] ○
} { $days ->
    [one] { $days } day
   *[other] { $days } days
}
account-retention-keep-button = { $chosen ->
    [yes] ● Until I delete
   *[no] ○ Until I delete
}

## Export

account-export-begun = 📤 Collecting what I keep about you. You can go on; it will appear here.
account-export-progress = 📤 Collecting what I keep about you: { $pieces ->
    [one] { $pieces } file so far.
   *[other] { $pieces } files so far.
} You can go on; it will appear here.
account-export-cancel-button = ⏹ Stop collecting
account-export-done = ✅ { $count ->
    [one] What I keep about you is in the archive below, { $size }.
   *[other] What I keep about you is in the { $count } archives below, { $size } together.
}
account-export-archive = { $of ->
    [1] Open index.html first. { $size }
   *[other] Archive { $number } of { $of }. Open index.html first. { $size }
}
account-export-cancelled = Stopped. What was collected is deleted.
account-export-failed = The export did not work. Nothing was changed or lost.
account-export-begun-toast = Collecting; it will appear here
account-export-over-toast = It is over already
account-export-already = 📤 I am collecting already; it will appear here.
account-export-too-soon = You had an export a short while ago. The next one can begin { $when }.
# The page inside an archive; $name is the person's
account-index-title = { $name }: what Atelier keeps, archive { $number }
account-index-text = As of { $when }. The files are JSON, for programs and for reading; conversations lie in “conversations”, what you sent in “files”.
account-index-missing = These files are no longer at Telegram, or too big for a bot to fetch:

## Erasing

# $wait: a length of time, as "24 h"
account-erase-text = Erase everything in { $wait }? Gone for good: conversations, files, settings, everything I keep about you. Until then one tap stops it.
account-erase-export-button = 📤 Export first
account-erase-confirm-button = 🗑 Erase in { $wait }
account-erase-keep-button = Keep everything
# $when: as "tomorrow 14:05"; $left: as "23 h 59 min"
account-erase-countdown = 🗑 Everything is erased { $when }, in { $left }. Until then I do nothing else here.
account-erase-stop-button = Keep everything
account-erase-begun-toast = Being erased now
account-erase-kept-toast = Everything stays
account-erased-text = ✅ Everything I kept about you is erased. Write whenever you like: we begin anew.

## Menu

account-language-command = Language of buttons and menu
account-privacy-command = What is kept about you
account-export-command = Everything kept about you, as files
account-erase-command = Erase everything

## Shut out by the operator

account-banned-until = until { $until }
account-banned-ever = for ever
account-banned-text = ⚠️ Atelier is closed to you { $term }: “{ $reason }”. If that is a mistake, write to /paysupport; what is kept of you stays yours: /privacy.
account-banned-plain-text = ⚠️ Atelier is closed to you { $term }. If that is a mistake, write to /paysupport; what is kept of you stays yours: /privacy.
