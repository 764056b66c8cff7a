# Talk: the room, answers, conversations, models, search.

## Room

chat-home-half = 💬 Чат
chat-room-text = 💬 Сейчас: «{ $title }». Просто пишите.
chat-room-empty-text = 💬 Просто пишите: это и есть разговор. Название он возьмёт из первых слов.
chat-room-new-half = ➕ Новый разговор
chat-room-all-half = 💬 Все { $count }
chat-room-search-half = 🔍 Поиск
chat-room-settings-half = ⚙️ Настройки чата
chat-new-text = ➕ Чистый лист. Просто пишите; «{ $title }» лежит в /chats.
chat-new-first-text = ➕ Чистый лист. Просто пишите.
chat-untitled = Новый разговор

## Answers

chat-waiting-text = Думаю…
chat-streaming-mark = ▍
chat-streaming-queue = ⏳ { $count ->
    [one] В очереди { $count } сообщение
    [few] В очереди { $count } сообщения
   *[many] В очереди { $count } сообщений
}
chat-stop-half = ⏹ Стоп
chat-stop-toast = Остановлено
chat-stop-nothing-text = Сейчас ничего не пишется.
chat-stopped-text = ⏹ Остановлено здесь.
chat-stopped-empty-text = ⏹ Остановлено до первого слова.
chat-interrupted-text = Меня прервали; вот что успело прийти.
chat-cut-text = Ответ дошёл до предельной длины.
chat-empty-text = ⚠️ Модель прислала пустой ответ. Лимит не потрачен.
chat-lost-text = ⚠️ Меня прервали раньше, чем пришёл ответ. Ваше сообщение сохранено. Лимит не потрачен.
chat-answer-again-third = 🔄 Ещё раз
chat-answer-continue-third = ▶ Дальше
chat-answer-more-third = ⋯ Ещё
chat-answer-less-half = ‹ Свернуть
chat-answer-file-half = 📎 Файлом
chat-answer-conversations-half = 💬 Разговоры
chat-answer-again-toast = Спрашиваю ещё раз
chat-answer-continue-toast = Продолжаю
chat-answer-running-toast = Ответ ещё пишется; это в очереди
chat-withdrawn-text = 🗑 Убрано, вопрос не задан.
chat-queue-full = ⏳ { $count ->
    [one] В очереди уже { $count } сообщение.
    [few] В очереди уже { $count } сообщения.
   *[many] В очереди уже { $count } сообщений.
} Сначала отвечу хотя бы на одно; это не принято.
chat-too-long-text = Здесь { $length ->
    [one] { $length } знак
    [few] { $length } знака
   *[many] { $length } знаков
}, а за раз принимаю до { $limit }. Пришлите частями или текстовым файлом.

## A file

chat-file-ask-button = 💬 Спросить об этом
chat-file-text = 💬 Спросите об этом.
chat-file-waiting = ваш вопрос об этом

## Several messages as one

chat-queued-text = ⏳ В очереди, впереди { $count }.
chat-queued-now-half = Спросить сейчас
chat-queued-back-half = 🗑 Забрать
chat-queued-now-toast = Теперь — следующее
chat-queued-first-toast = Уже следующее
chat-left-out-text = ⚠️ Мне не видно: { $files }.
chat-left-out-item = { $name } ({ $why ->
    [many] больше не вместилось
    [big] слишком большой
    [unseen] здешняя модель читает только слова
    [unreachable] Telegram не отдал
   *[unreadable] такое прочитать не могу
})
chat-left-out-number = файл { $number }
chat-not-gathered-text = ⚠️ Здесь что-то сломалось, и присланное не дошло до модели. Пришлите ещё раз.

## When the model fails

chat-failure-text = ⚠️ { $reason ->
    [busy] Модель сейчас перегружена. Ваше сообщение сохранено.
    [unreachable] До модели не достучаться. Ваше сообщение сохранено.
    [stalled] Модель замолчала, и ждать перестали. Ваше сообщение сохранено.
    [broken] Модель прислала то, что не читается. Ваше сообщение сохранено.
    [refused] Модель отказалась отвечать на это. Помогут другие слова или другая модель.
    [too_long] Для модели это слишком длинно. Начните новый разговор или возьмите модель, в которую входит больше.
    [key] Модель не принимает ключ этого бота; дело за его владельцем. Ваше сообщение сохранено.
    [credit] У владельца этого бота кончились средства на модель. Ваше сообщение сохранено.
    [model] Такой модели больше нет. Выберите другую. Ваше сообщение сохранено.
   *[other] Модель не ответила. Ваше сообщение сохранено.
} Лимит не потрачен.
chat-failure-part = ⚠️ { $reason ->
    [stalled] Модель замолчала на полуслове.
    [unreachable] Связь с моделью прервалась на полуслове.
    [too_long] Модели не хватило места на полуслове.
    [refused] Модель оборвала ответ по своим правилам.
   *[other] Модель оборвала ответ на полуслове.
} Написанное выше сохранено, лимит не потрачен.
chat-failure-wait = Просит паузу: { $wait }.
chat-failure-model-half = Другая модель ▾
chat-failure-new-half = ➕ Новый

## Conversations

chat-conversations-text = 💬 { $count ->
    [one] { $count } разговор, сначала новые
    [few] { $count } разговора, сначала новые
   *[many] { $count } разговоров, сначала новые
}
chat-conversations-empty-text = 💬 Пока пусто. Напишите что угодно — это и будет разговор.
chat-conversations-item-button = { $current ->
    [yes] ● { $title } · { $when }
   *[no] ○ { $title } · { $when }
}
chat-conversations-new-half = ➕ Новый
chat-conversations-search-half = 🔍 Поиск

## One conversation

chat-conversation-text = { $current ->
    [yes] 💬 «{ $title }», текущий
   *[no] 💬 «{ $title }»
}
chat-conversation-facts = { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
}. Начат { $begun }, последнее { $last }.
chat-conversation-open-button = ▶ Продолжить здесь
chat-conversation-rename-half = ✏️ Назвать
chat-conversation-export-half = 📤 Выгрузить
chat-conversation-delete-half = 🗑 Удалить
chat-conversation-opened = ▶ Сейчас: «{ $title }». Просто пишите.
chat-conversation-opened-toast = Этот разговор включён
chat-rename-text = ✏️ Называется «{ $title }».
chat-rename-empty = В этом нет слов.
chat-renamed-text = ✏️ Теперь называется «{ $title }».
chat-rename-waiting = новое название, до { $limit } знаков
chat-rename-too-long = Здесь { $length ->
    [one] { $length } знак
    [few] { $length } знака
   *[many] { $length } знаков
}; название — до { $limit }.
chat-deleted-text = 🗑 Разговор «{ $title }» удалён. 24 часа его можно вернуть.
chat-deleted-undo-half = ↩ Вернуть
chat-deleted-back-toast = Разговор вернулся
chat-deleted-late = 24 часа прошли; того разговора больше нет.
chat-export-text = 📤 «{ $title }», { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
}, в Markdown.
chat-export-toast = Придёт файлом
chat-export-empty-toast = Выгружать пока нечего
chat-export-you = Вы
chat-export-ai = Ателье

## Models

chat-model-text = Модель: { $model ->
    [auto] сама
   *[other] { $model }
}
chat-models-text = { $usual ->
    [yes] Модель новых разговоров.
   *[no] Модель этого разговора.
} «Сама» — лучшая из доступных вам, при сбое сменится без вас.
chat-models-item-button = { $current ->
    [yes] ●
   *[no] ○
} { $model }{ $sees ->
    [yes] {" "}· видит
   *[no] {""}
}
chat-models-auto-button = { $current ->
    [yes] ● Сама
   *[no] ○ Сама
}
chat-models-waiting = часть названия модели
chat-models-found = Модели, где есть «{ $query }»: { $count }.
chat-models-none = Ни в одном названии нет «{ $query }».
chat-models-all-half = Все модели
chat-models-toast = Теперь отвечает { $model }
chat-models-unavailable = Список моделей сейчас не получить. Остаётся прежняя: { $model }.

## Search

chat-search-text = 🔍 Что найти? Ищу в названиях и словах всех ваших разговоров.
chat-search-empty-text = 🔍 Искать пока негде. Напишите что угодно — это и будет разговор.
chat-search-waiting = слово или несколько
chat-search-found = 🔍 «{ $query }»: { $count ->
    [one] { $count } место
    [few] { $count } места
   *[many] { $count } мест
}, сначала лучшие
chat-search-none = 🔍 «{ $query }» нигде нет. Меньше слов или другие?
chat-search-item-button = { $title } · { $when }

## Chat settings

chat-preferences-button = 💬 Чат: { chat-streaming-value }, { chat-preferences-model }
chat-preferences-model = { $model ->
    [auto] модель сама
   *[other] { $model }
}
chat-streaming-value = { $streaming ->
    [draft] поток
    [edit] правками
   *[off] целиком
}
chat-preferences-text = ⚙️ Как приходит ответ. Черновиком: слово за словом, «Стоп» — у самого Telegram. Правками: сообщение растёт. Целиком: когда всё готово.
chat-preferences-draft-third = { $chosen ->
    [yes] ● Черновик
   *[no] ○ Черновик
}
chat-preferences-edit-third = { $chosen ->
    [yes] ● Правки
   *[no] ○ Правки
}
chat-preferences-off-third = { $chosen ->
    [yes] ● Целиком
   *[no] ○ Целиком
}
chat-preferences-rich-text = Богатое оформление: таблицы, формулы и длинные ответы такими, какими их показывает сам Telegram. Если вместо ответа видите просьбу обновить приложение, выключите.
chat-preferences-rich-button = { $chosen ->
    [yes] ☑ Богатое оформление
   *[no] ☐ Богатое оформление
}
chat-preferences-model-button = { chat-model-text } ▾
chat-preferences-toast = Запомнено

## Menu

chat-new-command = Начать новый разговор
chat-chats-command = Ваши разговоры
chat-chat-command = Текущий разговор
chat-stop-command = Остановить ответ
chat-model-command = Какой ИИ отвечает
chat-search-command = Поиск по разговорам

## У дневного лимита

chat-limit-text = { $limit ->
    [0] Сообщения здесь за монеты.
   *[other] { $limit } из { $limit } сообщений за сегодня; новые через { $wait }.
} Написанное сохранено, можно отправить сейчас:
chat-limit-send-half = Отправить · { $price } 🪙
chat-limit-premium-half = 👑 Без лимита
chat-limit-later-button = ⏳ Отправить после полуночи
chat-limit-sent = ✅ Отправлено. Осталось { $left } 🪙.
chat-limit-sent-toast = Это уже отправлено
chat-limit-later-text = ⏳ Сохранено. Отправится само { $when }.
