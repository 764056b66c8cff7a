# The operator's desk. Only the staff sees it, but for the few lines that say so.

## Commands

admin-admin-command = Пульт
admin-find-command = Найти человека: /find @имя

## Roles

admin-role = { $role ->
    [owner] владелец
    [manager] управляющий
   *[support] поддержка
}
# As in «только для владельцев и управляющих»
admin-roles = { $role ->
    [owner] владельцев
    [manager] управляющих
   *[support] поддержки
}
admin-not-allowed-alert = Это только для { $roles }.
admin-is-admin = Этот человек сам за пультом. Сначала снимите с роли.
admin-is-owner = Владельцы из настроек здесь не меняются: измените ADMIN_IDS.
admin-nobody = Под этим номером здесь никого нет.

## The desk

admin-desk-title = Пульт · { $version }
admin-desk-people = Сегодня активных: { $active }, новых: { $new }
admin-desk-queue = очередь { $count }, старшей { $oldest }
admin-desk-queue-short = очередь { $count }
admin-desk-dead = { $count ->
    [one] { $count } сбой
    [few] { $count } сбоя
   *[many] { $count } сбоев
}
# $trouble is the word of /ready
admin-trouble = { $trouble ->
    [redis] Redis не отвечает
    [inbox] обновления ждут минутами
    [conflict] обновления этого бота забирает другая программа
    [database] база не отвечает
   *[other] { $trouble }
}
admin-resting = { $provider } отдыхает после сбоев ({ $model })
admin-people-half = 👤 Люди
admin-more-half = ⋯ Ещё
admin-more-text = ⋯ Остальное на пульте.
admin-audit-half = 📊 Что сделано
admin-staff-half = 👤 Сотрудники

## People

admin-people-text = 👤 Кто был здесь последним.
admin-people-found = { $count ->
    [one] 👤 «{ $query }»: { $count } человек.
    [few] 👤 «{ $query }»: { $count } человека.
   *[many] 👤 «{ $query }»: { $count } человек.
}
admin-people-none = 👤 По запросу «{ $query }» никого нет. Имя находится по началам своих слов.
admin-people-hidden = Автор того сообщения скрыт от ботов. Подойдёт имя или номер.
admin-people-waiting = имя, @имя, номер или пересланное от человека сообщение

## One person

admin-person-since = с { $date }
admin-person-usage = { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} в { $conversations ->
    [one] { $conversations } разговоре
    [few] { $conversations } разговорах
   *[many] { $conversations } разговорах
}, { $files ->
    [one] { $files } файл
    [few] { $files } файла
   *[many] { $files } файлов
}
admin-person-seen = в сети { $when }
admin-person-here = сейчас здесь
admin-person-came = от: «{ $with }»
admin-person-unreachable = ⚠️ Чат закрыт: ничего не дойдёт
admin-person-banned = ⚠️ Доступ закрыт до { $until }
admin-person-banned-ever = ⚠️ Доступ закрыт навсегда
admin-person-erasing = ⚠️ Всё будет стёрто: { $when }
admin-message-half = ✏️ Написать
admin-ban-half = Бан
admin-unban-half = ↩ Снять бан
admin-audit-on-button = 📊 Что делали с человеком
admin-audit-by-button = 📊 Что сделано этим человеком
admin-role-button = 👤 Роль за пультом
admin-erase-button = 🗑 Стереть всё об этом человеке

## A message to somebody

admin-message-text = ✏️ Сообщение для: { $name }. Будет видно, что оно от владельцев бота, но не от кого именно.
admin-message-waiting = слова, без файлов
admin-message-too-long = Слишком длинно: не больше { $limit } знаков.
admin-message-sent = ✅ Отправлено. Кому: { $name }.
admin-unreachable-alert = Чат закрыт, туда ничего не дойдёт.
# What the person gets, above the words
admin-from-operator = 🔔 От тех, кто ведёт Ателье:

## Shutting out

admin-ban-text = На сколько закрыть доступ? { $name } узнает об этом один раз, с причиной. Забрать и стереть свои данные и написать в /paysupport можно и тогда.
admin-ban-days-half = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
admin-ban-ever-half = Навсегда
admin-ban-for-days = { $name }: доступ закрыт на { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}.
admin-ban-for-ever = { $name }: доступ закрыт навсегда.
admin-ban-waiting = причину, её увидит этот человек
admin-ban-plain-button = Закрыть без причины
admin-unbanned-toast = Доступ снова открыт

## Erasing

admin-erase-text = { $name }: через { $wait } будет стёрто всё — разговоры, файлы, платежи, сам аккаунт. До этого человек видит отсчёт, как только напишет, и может остановить. После — никто.
admin-erase-confirm-button = 🗑 Стереть всё
admin-erase-keep-button = Оставить всё

## The staff

admin-staff-text = { $count ->
    [one] 👤 За пультом { $count } человек. Владельцы могут всё, управляющие — всё, кроме назначений, поддержка ищет людей и пишет им.
    [few] 👤 За пультом { $count } человека. Владельцы могут всё, управляющие — всё, кроме назначений, поддержка ищет людей и пишет им.
   *[many] 👤 За пультом { $count } человек. Владельцы могут всё, управляющие — всё, кроме назначений, поддержка ищет людей и пишет им.
}
admin-staff-waiting = кого назначить: имя, @имя, номер или пересланное от человека сообщение
admin-staff-unknown = Никого нет. Назначить можно того, кто хоть раз написал боту.
admin-staff-several = { $count ->
    [one] Подходит { $count } человек.
    [few] Подходят { $count } человека. Кто из них?
   *[many] Подходит { $count } человек. Кто из них?
}
admin-member-none = { $name } не за пультом. Кем назначить?
admin-member-text = { $name } · { admin-role }
admin-member-owner = Роль задана в настройках; здесь она не меняется.
admin-member-by = За пультом с { $when }; назначение: { $name }.
admin-member-since = За пультом с { $when }.
admin-role-choice-button = { $chosen ->
    [yes] ●
   *[no] ○
} { $role ->
    [owner] Владелец
    [manager] Управляющий
   *[support] Поддержка
}
admin-dismiss-button = Снять с роли
admin-dismissed-toast = Роль снята, пульт закрыт

## What was done

admin-audit-title = 📊 Что здесь сделано
admin-audit-title-by = 📊 Действия: { $name }
admin-audit-title-on = 📊 Что делали с человеком: { $name }
admin-audit-title-act = 📊 Что здесь сделано: { $act }
admin-audit-empty = Пока ничего. Здесь стоит каждое действие: кто и когда.
admin-audit-end = Это всё.
admin-audit-gone = кто-то, чьи данные стёрты
admin-audit-narrow-button = Какие действия ▾
admin-audit-all-button = Все действия
admin-newest-half = « Новые
admin-older-half = Раньше ›
admin-filters-text = 📊 Какие действия?
admin-act = { $act ->
    [message] сообщение
    [ban] доступ закрыт
    [unban] доступ открыт
    [erase] стирание
    [appoint] назначение
    [dismiss] снятие с роли
   *[unknown] действие новее этой версии
}
admin-act-half = { $act ->
    [message] Сообщения
    [ban] Баны
    [unban] Снятие банов
    [erase] Стирания
    [appoint] Назначения
   *[dismiss] Снятия с роли
}
admin-details-until = до { $until }
admin-details-ever = навсегда
