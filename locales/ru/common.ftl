# What every room says the same way.

## Navigation

common-back-half = ‹ Назад
common-home-half = 🏠 Главная
common-page-third = { $page } из { $pages }
common-page-jump = номер страницы, от 1 до { $pages }
common-page-unknown = Страницы есть от 1 до { $pages }.
common-end = Это всё: { $total }.
common-newest-half = ‹ К новым

## Acts

common-again-half = 🔄 Повторить
common-cancel-half = Отменить
common-undo-half = ↩ Вернуть
common-more-half = Ещё ▾

## Where words go

common-waiting = ✏️ Жду: { $what }
common-waiting-kind = Сейчас жду: { $what }. Пришлите это или выйдите из вопроса: /cancel.
common-step-lost = После обновления потерялось, чего мы ждали. Начните, пожалуйста, ещё раз.

## Feedback

common-old-toast = Кнопка старая; вот свежий экран
common-done-toast = Готово
common-not-yours-toast = Это чужое
common-too-fast = Чуть медленнее: ещё { $wait }.
common-too-fast-toast = Чуть медленнее: ещё { $wait }
common-longer = Дольше обычного, работа идёт.

## When something fails

common-bug = Это наша ошибка, не ваша. Она записана; повтор может помочь. ({ $code })
common-bug-toast = Наша ошибка. Попробуйте ещё раз. ({ $code })
common-busy = Минуту: слишком много всего сразу. Ничего не потеряно, повторите чуть позже.
common-gone = Этого здесь больше нет. Возможно, оно удалено.
common-gone-toast = Этого здесь больше нет
common-maintenance = Ателье чинят, примерно до { $time }. Всё, что пришлёте, сохранится и получит ответ.
common-unavailable = Ателье чинят. Всё, что пришлёте, сохранится и получит ответ.
common-banned = Пользоваться Ателье больше нельзя: так решил владелец этого бота.
common-private-only = Это только между нами. Напишите мне лично: { $link }

## Values

common-on = включено
common-off = выключено
