// The words, dates and sizes of the chat's own interface, in English and Russian.
// Refuses to translate what the bot says: that is the bot's own business.

const EN = {
  people: "Who you are", operator: "operator", you: "You", bot: "bot", typing: "typing", upload_photo: "sending a photo",
  upload_document: "sending a file", record_voice: "recording", upload_voice: "sending a voice message", choose_sticker: "choosing a sticker",
  find_location: "looking for a place", upload_video: "sending a video", record_video: "recording a video", record_video_note: "recording a video", upload_video_note: "sending a video",
  message: "Message", menu: "Menu", send: "Send", attach: "Attach", photo: "Photo", photos: "Photos", file: "File", location: "Location", voice: "Voice message", voiceRecord: "Record a voice message",
  video: "Video", audio: "Audio", sticker: "Sticker", contact: "Contact", poll: "Poll", quiz: "Quiz", animation: "GIF", album: "Album", dice: "Dice", invoice: "Invoice",
  start: "Start", unblock: "Unblock bot", block: "Block bot", blocked: "You blocked this bot", whatBot: "What can this bot do?", empty: "No messages here yet",
  edited: "edited", thinking: "Thinking…", stop: "Stop", reply: "Reply", copy: "Copy", copied: "Copied", edit: "Edit", editing: "Edit message", remove: "Delete", save: "Save",
  removeQuestion: "Delete this message?", removeNote: "It disappears for you and for the bot.", cancel: "Cancel", close: "Close", ok: "Understood", more: "More", download: "Download",
  forwarded: "Forwarded from", hidden: "someone", expand: "Show more", collapse: "Show less", spoiler: "Hidden text, press to reveal", copyCode: "Copy code",
  lost: "Connection lost. Trying again…", down: "To the newest message", newMessages: "{n} new", theme: "Look", light: "Light", dark: "Dark", auto: "Like the system", language: "Language of this person",
  asPhotos: "As photos", asFiles: "As files", caption: "Caption", sendFiles: "Send", dropHere: "Drop files here", today: "Today", yesterday: "Yesterday",
  commands: "Commands", keyboard: "Keyboard of the bot", recording: "Recording", noMicrophone: "The microphone is not available.", noLocation: "The location is not available.",
  failed: "That did not work: {why}", play: "Play", pause: "Pause", seek: "Position", speed: "Speed", votes: "{n} votes", unsupported: "This kind of message cannot be shown here.",
  open: "Open", openLink: "Open this link?", previous: "Previous", next: "Next", switchTo: "Be {name}", drawer: "People", messages: "Messages", removeFile: "Remove",
  disabled: "not available now", inSandbox: "This does not exist in the local Telegram.", places: "Where are you?", useMine: "Use my real location", of: "{n} of {all}",
  sandboxNote: "A local stand-in for Telegram. Nothing leaves this computer.", shareContact: "Share your contact?", share: "Share", pollQuestion: "Question", pollOption: "Option {n}",
};

const RU = {
  people: "Кто вы", operator: "оператор", you: "Вы", bot: "бот", typing: "печатает", upload_photo: "отправляет фото",
  upload_document: "отправляет файл", record_voice: "записывает голосовое", upload_voice: "отправляет голосовое", choose_sticker: "выбирает стикер",
  find_location: "ищет место", upload_video: "отправляет видео", record_video: "записывает видео", record_video_note: "записывает видео", upload_video_note: "отправляет видео",
  message: "Сообщение", menu: "Меню", send: "Отправить", attach: "Прикрепить", photo: "Фото", photos: "Фото", file: "Файл", location: "Геопозиция", voice: "Голосовое сообщение", voiceRecord: "Записать голосовое",
  video: "Видео", audio: "Аудио", sticker: "Стикер", contact: "Контакт", poll: "Опрос", quiz: "Викторина", animation: "GIF", album: "Альбом", dice: "Кубик", invoice: "Счёт",
  start: "Запустить", unblock: "Разблокировать", block: "Заблокировать бота", blocked: "Вы заблокировали этого бота", whatBot: "Что умеет этот бот?", empty: "Здесь пока нет сообщений",
  edited: "изменено", thinking: "Думаю…", stop: "Остановить", reply: "Ответить", copy: "Копировать", copied: "Скопировано", edit: "Изменить", editing: "Изменение сообщения", remove: "Удалить", save: "Сохранить",
  removeQuestion: "Удалить сообщение?", removeNote: "Оно исчезнет и у вас, и у бота.", cancel: "Отмена", close: "Закрыть", ok: "Понятно", more: "Ещё", download: "Скачать",
  forwarded: "Переслано от", hidden: "кого-то", expand: "Показать ещё", collapse: "Свернуть", spoiler: "Скрытый текст, нажмите, чтобы открыть", copyCode: "Копировать код",
  lost: "Связь прервалась. Пробуем снова…", down: "К последнему сообщению", newMessages: "Новых: {n}", theme: "Оформление", light: "Светлое", dark: "Тёмное", auto: "Как в системе", language: "Язык этого человека",
  asPhotos: "Как фото", asFiles: "Как файлы", caption: "Подпись", sendFiles: "Отправить", dropHere: "Отпустите файлы здесь", today: "Сегодня", yesterday: "Вчера",
  commands: "Команды", keyboard: "Клавиатура бота", recording: "Запись", noMicrophone: "Микрофон недоступен.", noLocation: "Геопозиция недоступна.",
  failed: "Не получилось: {why}", play: "Слушать", pause: "Пауза", seek: "Место", speed: "Скорость", votes: "Голосов: {n}", unsupported: "Такое сообщение здесь показать нельзя.",
  open: "Открыть", openLink: "Открыть ссылку?", previous: "Назад", next: "Вперёд", switchTo: "Стать: {name}", drawer: "Люди", messages: "Сообщения", removeFile: "Убрать",
  disabled: "сейчас недоступно", inSandbox: "В местном Телеграме этого нет.", places: "Где вы?", useMine: "Моё настоящее место", of: "{n} из {all}",
  sandboxNote: "Местная замена Телеграма. Ничего не уходит с этого компьютера.", shareContact: "Поделиться контактом?", share: "Поделиться", pollQuestion: "Вопрос", pollOption: "Вариант {n}",
};

export const LANGUAGES = [
  ["en", "English"], ["ru", "Русский"], ["de", "Deutsch"], ["es", "Español"], ["fr", "Français"], ["it", "Italiano"], ["pt-br", "Português"], ["uk", "Українська"], ["kk", "Қазақша"], ["ja", "日本語"],
];

/** Words and formats for one language of the interface. */
export class Words {
  constructor(code = "en") {
    this.lang = code.toLowerCase().startsWith("ru") ? "ru" : "en";
    this.table = this.lang === "ru" ? RU : EN;
    const locale = this.lang === "ru" ? "ru-RU" : "en-GB";
    this.clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.dayMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
    this.dayMonthYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
    this.short = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "2-digit" });
    this.weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
    this.full = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "medium" });
    this.number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  }

  say(key, values = {}) {
    return (this.table[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  time = (unix) => this.clock.format(unix * 1000);
  moment = (unix) => this.full.format(unix * 1000);

  day(unix) {
    const ago = daysAgo(unix);
    if (ago === 0) return this.say("today");
    if (ago === 1) return this.say("yesterday");
    const date = new Date(unix * 1000);
    return (date.getFullYear() === new Date().getFullYear() ? this.dayMonth : this.dayMonthYear).format(date);
  }

  glance(unix) {
    const ago = daysAgo(unix);
    if (ago === 0) return this.time(unix);
    return (ago < 7 ? this.weekday : this.short).format(unix * 1000);
  }

  size(bytes) {
    const units = this.lang === "ru" ? ["Б", "КБ", "МБ", "ГБ"] : ["B", "KB", "MB", "GB"];
    let value = bytes;
    let unit = 0;
    for (; value >= 1024 && unit < 3; unit += 1) value /= 1024;
    return `${this.number.format(value)} ${units[unit]}`;
  }
}

function daysAgo(unix) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(new Date(unix * 1000))) / 86_400_000);
}

/** Seconds as 3:07. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
