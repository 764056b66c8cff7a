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

account-privacy-text = 🔒 Kept about you: name, language, time zone; { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} in { $conversations ->
    [one] { $conversations } conversation.
   *[other] { $conversations } conversations.
}

    It lies on the server of this bot's operator; what you send also goes to the model that answers it.

    It stays until you delete it. A conversation: /chats
account-privacy-services-half = Who the models are
account-privacy-conversations-half = 💬 Conversations

# $models: names; $host: where they are asked
account-services-text = 🔒 Who reads what you send: { $models } at { $host }. A model gets the conversation it answers, and nothing else: no name, no number, no other conversation.
account-services-demo-text = 🔒 Nobody outside reads what you send: a small built-in AI answers on this machine.

## Menu

account-language-command = Language of buttons and menu
account-privacy-command = What is kept about you
