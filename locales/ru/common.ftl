# What every room says the same way.

## Navigation

common-back-half = ‹ Назад
common-home-half = 🏠 Главная
common-page-third = { $page } из { $pages }
common-page-waiting = номер страницы, от 1 до { $pages }
common-page-unknown = Страницы есть от 1 до { $pages }.

## Acts

common-again-half = 🔄 Повторить

## Where words go

common-waiting = ✏️ Жду: { $what }
common-step-lost = После обновления потерялось, чего мы ждали. Начните, пожалуйста, ещё раз.

## Feedback

common-old-toast = Кнопка старая; вот свежий экран
common-too-fast = Чуть медленнее: ещё { $wait }.

## When something fails

common-bug = Это наша ошибка, не ваша. Она записана; повтор может помочь. ({ $code })
common-busy = Минуту: слишком много всего сразу. Ничего не потеряно, повторите чуть позже.
common-gone = Этого здесь больше нет. Возможно, оно удалено.
common-unavailable = Ателье чинят. Всё, что пришлёте, сохранится и получит ответ.
common-private-only = Это только между нами. Напишите мне лично: { $link }

## Values
