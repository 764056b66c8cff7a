# How numbers, times and lists are written. Only `i18n::format` asks for these.

## Dates and times

format-month = { $month ->
    [1] янв.
    [2] февр.
    [3] мар.
    [4] апр.
    [5] мая
    [6] июн.
    [7] июл.
    [8] авг.
    [9] сент.
    [10] окт.
    [11] нояб.
   *[12] дек.
}
format-weekday = { $weekday ->
    [1] пн
    [2] вт
    [3] ср
    [4] чт
    [5] пт
    [6] сб
   *[7] вс
}
format-day = { $day } { $month }
format-date = { $day } { $month } { $year }
format-moment = { $date }, { $time }
format-yesterday = вчера { $time }
format-today = сегодня { $time }
format-tomorrow = завтра { $time }
format-on-weekday = { $weekday } { $time }

## Lengths of time

format-days = { $count } дн.
format-hours = { $count } ч
format-minutes = { $count } мин
format-seconds = { $count } с

## Sizes

format-bytes = { $size } Б
format-kilobytes = { $size } КБ
format-megabytes = { $size } МБ
format-gigabytes = { $size } ГБ

## Lists

format-list-comma = { $first }, { $rest }
format-list-and = { $first } и { $last }
