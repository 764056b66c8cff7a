# The person's own: language, clock, look, notices, privacy.

## Lines of the settings screen

account-language-button = 🌐 Язык: русский
account-clock-button = ⏰ Время: { $time }, { $place }
account-look-button = 🖌 Вид: { account-look-value }
account-look-value = { $look ->
    [light] светлый
    [dark] тёмный
   *[auto] сам
}
account-notices-button = 🔔 Уведомления: { $on } из { $all }
account-privacy-button = 🔒 Приватность и данные

## Language

account-language-text = 🌐 Язык. Кнопки и меню сменятся сразу; в разговоре отвечаю на том языке, на котором вы пишете.
account-language-en-half = { $chosen ->
    [yes] ● English
   *[no] ○ English
}
account-language-ru-half = { $chosen ->
    [yes] ● Русский
   *[no] ○ Русский
}
account-language-toast = Теперь по-русски

## Clock

account-clock-text = ⏰ Который у вас час? Нужно для времени на экранах, обнуления лимитов в полночь и тихих часов.
account-clock-now = Сейчас у меня { $time }: { $place }.
account-clock-waiting = ваш город, например «Самара»; сдвиг, например «UTC+3»; или геопозицию
account-clock-zone-half = { $time } · { $place }
account-clock-set = ⏰ { $place }: у вас сейчас { $time }.
account-clock-set-toast = { $place }, сейчас { $time }
account-clock-unknown = Не знаю места «{ $text }». Попробуйте город побольше рядом, сдвиг вроде «UTC+3» или пришлите геопозицию.
account-clock-several = Таких мест несколько. Какое?
account-clock-offer = Пришла геопозиция: там { $time }, { $place }. Могу поставить по ней часы; само место не сохраняется.
account-clock-offer-button = ⏰ Взять это время: { $time }
account-clock-leave-button = Оставить часы как есть
account-clock-nowhere = Не могу определить часовой пояс этого места. Пришлите город, например «Самара», или сдвиг, например «UTC+3».
account-clock-city = { $city ->
    [Almaty] Алматы
    [Athens] Афины
    [Baku] Баку
    [Bangkok] Бангкок
    [Barnaul] Барнаул
    [Belgrade] Белград
    [Berlin] Берлин
    [Bishkek] Бишкек
    [Bucharest] Бухарест
    [Chicago] Чикаго
    [Chisinau] Кишинёв
    [Chita] Чита
    [Denver] Денвер
    [Dubai] Дубай
    [Dushanbe] Душанбе
    [Helsinki] Хельсинки
    [Irkutsk] Иркутск
    [Istanbul] Стамбул
    [Jerusalem] Иерусалим
    [Kaliningrad] Калининград
    [Kamchatka] Камчатка
    [Kolkata] Калькутта
    [Krasnoyarsk] Красноярск
    [Kyiv] Киев
    [Lisbon] Лиссабон
    [London] Лондон
    [Los_Angeles] Лос-Анджелес
    [Madrid] Мадрид
    [Magadan] Магадан
    [Minsk] Минск
    [Moscow] Москва
    [New_York] Нью-Йорк
    [Novosibirsk] Новосибирск
    [Omsk] Омск
    [Paris] Париж
    [Prague] Прага
    [Riga] Рига
    [Rome] Рим
    [Samara] Самара
    [Saratov] Саратов
    [Sao_Paulo] Сан-Паулу
    [Shanghai] Шанхай
    [Singapore] Сингапур
    [Sofia] София
    [Sydney] Сидней
    [Tallinn] Таллин
    [Tashkent] Ташкент
    [Tbilisi] Тбилиси
    [Tokyo] Токио
    [Tomsk] Томск
    [Toronto] Торонто
    [Vienna] Вена
    [Vilnius] Вильнюс
    [Vladivostok] Владивосток
    [Volgograd] Волгоград
    [Warsaw] Варшава
    [Yakutsk] Якутск
    [Yekaterinburg] Екатеринбург
    [Yerevan] Ереван
   *[other] { $name }
}

## Look

account-look-text = 🖌 На таком фоне приходят графики и листы. Тему Telegram мне не сообщает; «сам» — серый, который виден на любой.
account-look-light-third = { $chosen ->
    [yes] ● Светлый
   *[no] ○ Светлый
}
account-look-dark-third = { $chosen ->
    [yes] ● Тёмный
   *[no] ○ Тёмный
}
account-look-auto-third = { $chosen ->
    [yes] ● Сам
   *[no] ○ Сам
}

## Notices

account-notices-text = 🔔 Когда можно со звуком? Остальное тоже придёт, но беззвучно.
account-notices-answers-button = { $on ->
    [yes] ☑ Ответы со звуком
   *[no] ☐ Ответы со звуком
}
account-notices-quiet-button = { $on ->
    [yes] ☑ Тихо с { $from } до { $to }
   *[no] ☐ Тихо с { $from } до { $to }
}

## Privacy

account-privacy-kept = 🔒 Что хранится: имя, язык, часовой пояс; { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} в { $conversations ->
    [one] { $conversations } разговоре.
   *[many] { $conversations } разговорах.
}
account-privacy-files = { $count ->
    [0] {""}
    [one] Вы прислали { $count } файл; он лежит у Telegram, я храню путь к нему.
    [few] Вы прислали { $count } файла; они лежат у Telegram, я храню путь к ним.
   *[many] Вы прислали { $count } файлов; они лежат у Telegram, я храню путь к ним.
}
account-privacy-where = Всё лежит на сервере владельца этого бота; присланное получает ещё модель, которая отвечает.
account-privacy-until-days = Сообщения хранятся { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}, остальное — пока не удалите.
account-privacy-until-deleted = Хранится, пока не удалите.
account-privacy-delivery = Чтобы в пути ничего не терялось, мои собственные сообщения остаются ещё 30 дней, а то, что не удалось обработать, — 7 дней.
account-privacy-end = Один разговор: /chats. Всё сразу — последняя кнопка; в группах то, что процитировали другие, остаётся в их вопросах.
account-privacy-retention-button = ⏰ { $days ->
    [0] Хранить: пока не удалю ▾
    [one] Хранить: { $days } день ▾
    [few] Хранить: { $days } дня ▾
   *[many] Хранить: { $days } дней ▾
}
account-privacy-export-button = 📤 Выгрузить всё
account-privacy-erase-button = 🗑 Стереть всё
account-privacy-services-half = Что за модели
account-privacy-conversations-half = 💬 Разговоры

account-services-text = 🔒 Кто читает присланное: { $models }, адрес { $host }. Модель получает разговор, в котором отвечает, и больше ничего: ни имени, ни номера, ни других разговоров.
account-services-demo-text = 🔒 Снаружи присланное никто не читает: отвечает маленький встроенный ИИ на этой же машине.

## How long

account-retention-text = ⏰ Сколько хранить сказанное? Всё, что старше, удаляется каждый час и навсегда; модель этого больше не получает.
account-retention-text-limited = ⏰ Сколько хранить сказанное? Владелец бота хранит не дольше { $days ->
    [one] { $days } дня
   *[many] { $days } дней
}. Всё, что старше, удаляется каждый час и навсегда; модель этого больше не получает.
account-retention-days-button = { $chosen ->
    [yes] ●
   *[no] ○
} { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
account-retention-keep-button = { $chosen ->
    [yes] ● Пока не удалю
   *[no] ○ Пока не удалю
}

## Export

account-export-begun = 📤 Собираю всё, что о вас хранится. Ждать не нужно: появится здесь.
account-export-progress = 📤 Собираю всё, что о вас хранится: пока { $pieces ->
    [one] { $pieces } файл.
    [few] { $pieces } файла.
   *[many] { $pieces } файлов.
} Ждать не нужно: появится здесь.
account-export-cancel-button = ⏹ Прервать сбор
account-export-done = ✅ { $count ->
    [one] Всё, что о вас хранится, — в архиве ниже, { $size }.
    [few] Всё, что о вас хранится, — в { $count } архивах ниже, вместе { $size }.
   *[many] Всё, что о вас хранится, — в { $count } архивах ниже, вместе { $size }.
}
account-export-archive = { $of ->
    [1] Начните с index.html. { $size }
   *[other] Архив { $number } из { $of }. Начните с index.html. { $size }
}
account-export-cancelled = Сбор прерван. Собранное удалено.
account-export-failed = Выгрузить не получилось. Ничего не изменилось и не потерялось.
account-export-begun-toast = Собираю, появится здесь
account-export-over-toast = Сбор уже закончен
account-export-already = 📤 Сбор уже идёт, архив появится здесь.
account-export-too-soon = Выгрузка была совсем недавно. Следующую можно начать { $when }.
account-index-title = { $name }: что хранит Ателье, архив { $number }
account-index-text = Состояние на { $when }. Файлы — в формате JSON, для программ и для чтения; разговоры лежат в «conversations», присланное вами — в «files».
account-index-missing = Этих файлов у Telegram уже нет, или они слишком велики для бота:

## Erasing

account-erase-text = Стереть всё через { $wait }? Пропадут навсегда: разговоры, файлы, настройки — всё, что о вас хранится. До срока всё отменяется одной кнопкой.
account-erase-export-button = 📤 Сначала выгрузить
account-erase-confirm-button = 🗑 Стереть через { $wait }
account-erase-keep-button = Оставить всё как есть
account-erase-countdown = 🗑 Всё будет стёрто { $when }, через { $left }. До тех пор здесь больше ничего не происходит.
account-erase-stop-button = Оставить всё как есть
account-erase-begun-toast = Уже стирается
account-erase-kept-toast = Всё остаётся
account-erased-text = ✅ Всё, что о вас хранилось, стёрто. Пишите, когда захотите: начнём с чистого листа.

## Menu

account-language-command = Язык кнопок и меню
account-privacy-command = Что о вас хранится
account-export-command = Всё, что о вас хранится, файлами
account-erase-command = Стереть всё

## Shut out by the operator

account-banned-until = до { $until }
account-banned-ever = навсегда
account-banned-text = ⚠️ Ателье закрыто для вас { $term }: «{ $reason }». Если это ошибка, напишите в /paysupport; то, что о вас хранится, остаётся вашим: /privacy.
account-banned-plain-text = ⚠️ Ателье закрыто для вас { $term }. Если это ошибка, напишите в /paysupport; то, что о вас хранится, остаётся вашим: /privacy.
