# How numbers, times and lists are written. Only `i18n::format` asks for these.

## Dates and times. $year and $time come as text, so that 2026 gets no comma.

format-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
# $weekday counts from Monday, which is 1
format-weekday = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
format-day = { $day } { $month }
format-date = { $day } { $month } { $year }
format-moment = { $date }, { $time }
format-yesterday = yesterday { $time }
format-today = today { $time }
format-tomorrow = tomorrow { $time }
format-on-weekday = { $weekday } { $time }

## Lengths of time

format-days = { $count } d
format-hours = { $count } h
format-minutes = { $count } min
format-seconds = { $count } s

## Sizes; $size comes as text

format-bytes = { $size } B
format-kilobytes = { $size } KB
format-megabytes = { $size } MB
format-gigabytes = { $size } GB

## Lists

format-list-comma = { $first }, { $rest }
format-list-and = { $first } and { $last }
