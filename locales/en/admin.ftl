# The operator's desk. Only the staff sees it, but for the few lines that say so.

## Commands

admin-admin-command = The desk
admin-find-command = Find a person: /find @name

## Roles

admin-role = { $role ->
    [owner] owner
    [manager] manager
   *[support] support
}
# As in "only for owners and managers"
admin-roles = { $role ->
    [owner] owners
    [manager] managers
   *[support] support
}
admin-not-allowed-alert = That is only for { $roles }.
admin-is-admin = They sit at the desk themselves. Dismiss them first.
admin-is-owner = Owners named in the configuration stay as they are: change ADMIN_IDS.
admin-nobody = Nobody here is known by that number.

## The desk

admin-desk-title = Desk · { $version }
admin-desk-people = Today { $active } active, { $new } new
admin-desk-queue = queue { $count }, oldest { $oldest }
admin-desk-queue-short = queue { $count }
admin-desk-dead = { $count } failed
# $trouble is the word of /ready
admin-trouble = { $trouble ->
    [redis] Redis is away
    [inbox] updates wait for minutes
    [conflict] another program fetches this bot’s updates
    [database] the database is away
   *[other] { $trouble }
}
admin-resting = { $provider } rests after failures ({ $model })
admin-people-half = 👤 People
admin-more-half = ⋯ More
admin-more-text = ⋯ The rest of the desk.
admin-audit-half = 📊 What was done
admin-staff-half = 👤 Staff

## People

admin-people-text = 👤 Those who were here last.
admin-people-found = { $count ->
    [one] 👤 “{ $query }”: { $count } person.
   *[other] 👤 “{ $query }”: { $count } people.
}
admin-people-none = 👤 Nobody is found by “{ $query }”. A name is found by the beginnings of its words.
admin-people-hidden = Who wrote that message hides it from bots. Their name or number will do.
admin-people-waiting = a name, @name, number, or a message of theirs, forwarded

## One person

admin-person-since = since { $date }
admin-person-usage = { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} in { $conversations ->
    [one] { $conversations } conversation
   *[other] { $conversations } conversations
}, { $files ->
    [one] { $files } file
   *[other] { $files } files
}
admin-person-seen = seen { $when }
admin-person-here = here now
admin-person-came = came by “{ $with }”
admin-person-unreachable = ⚠️ Has closed the chat: nothing arrives
admin-person-banned = ⚠️ Shut out until { $until }
admin-person-banned-ever = ⚠️ Shut out for ever
admin-person-erasing = ⚠️ Everything is erased { $when }
admin-message-half = ✏️ Message
admin-ban-half = Ban
admin-unban-half = ↩ Unban
admin-audit-on-button = 📊 What was done to them
admin-audit-by-button = 📊 What they did here
admin-role-button = 👤 Their role at the desk
admin-erase-button = 🗑 Erase everything of theirs

## A message to somebody

admin-message-text = ✏️ A message to { $name }. They see that it comes from the operator, not from whom.
admin-message-waiting = the words, without files
admin-message-too-long = That is too long: { $limit } signs at most.
admin-message-sent = ✅ On its way to { $name }.
admin-unreachable-alert = They have closed the chat; nothing arrives there.
# What the person gets, above the words
admin-from-operator = 🔔 From the people who run Atelier:

## Shutting out

admin-ban-text = For how long is { $name } shut out? They are told once, with the reason, and can still take their data away, have it erased and write to /paysupport.
admin-ban-days-half = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
admin-ban-ever-half = For ever
admin-ban-for-days = { $name }: shut out for { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
admin-ban-for-ever = { $name }: shut out for ever.
admin-ban-waiting = the reason, which they are told
admin-ban-plain-button = Ban without a reason
admin-unbanned-toast = They can come in again

## Erasing

admin-erase-text = Everything of { $name } goes in { $wait }: conversations, files, payments, the account. Until then they see the countdown as soon as they write, and can stop it. Afterwards nobody can.
admin-erase-confirm-button = 🗑 Erase everything
admin-erase-keep-button = Keep everything

## The staff

admin-staff-text = { $count ->
    [one] 👤 { $count } person sits at the desk. Owners do everything, managers everything but appoint, support finds people and writes to them.
   *[other] 👤 { $count } people sit at the desk. Owners do everything, managers everything but appoint, support finds people and writes to them.
}
admin-staff-waiting = whom to appoint: a name, @name, number, or a message of theirs, forwarded
admin-staff-unknown = Nobody is found. Whom you appoint must have written to the bot once.
admin-staff-several = { $count ->
    [one] { $count } person may be meant.
   *[other] { $count } people may be meant. Which?
}
admin-member-none = { $name } does not sit at the desk. As what?
admin-member-text = { $name } · { admin-role }
admin-member-owner = Named in the configuration; nobody can change that here.
admin-member-by = Appointed { $when } by { $name }.
admin-member-since = Appointed { $when }.
admin-role-choice-button = { $chosen ->
    [yes] ●
   *[no] ○
} { $role ->
    [owner] Owner
    [manager] Manager
   *[support] Support
}
admin-dismiss-button = Dismiss
admin-dismissed-toast = Dismissed; the desk is closed to them

## What was done

admin-audit-title = 📊 What was done here
admin-audit-title-by = 📊 What { $name } did here
admin-audit-title-on = 📊 What was done to { $name }
admin-audit-title-act = 📊 What was done here: { $act }
admin-audit-empty = Nothing yet. Each act stands here, with who did it and when.
admin-audit-end = That is all.
admin-audit-gone = somebody erased since
admin-audit-narrow-button = Which acts ▾
admin-audit-all-button = All acts
admin-newest-half = « Newest
admin-older-half = Older ›
admin-filters-text = 📊 Which acts?
admin-act = { $act ->
    [message] wrote to
    [ban] shut out
    [unban] let in again
    [erase] had erased
    [appoint] appointed
    [dismiss] dismissed
   *[unknown] did something newer than this version
}
admin-act-half = { $act ->
    [message] Messages
    [ban] Bans
    [unban] Unbans
    [erase] Erasures
    [appoint] Appointments
   *[dismiss] Dismissals
}
admin-details-until = until { $until }
admin-details-ever = for ever
