//! Help, and its topics.

use super::{
    super::tap::{HomeTap, Topic},
    menu::MENU,
};
use crate::{
    domain::{DOWNLOAD_LIMIT, Lang},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

pub fn help(lang: Lang, demo: bool) -> Screen {
    let mut text = tr!(lang, "home-help-text");
    if demo {
        text = format!("{text}\n\n{}", tr!(lang, "home-demo-text"));
    }
    let topic = |label, topic| Button::tap(label, HomeTap::OpenTopic { topic }.encode());
    let keyboard = Keyboard::new()
        .row([
            topic(tr!(lang, "home-help-talk-half"), Topic::Talk),
            topic(tr!(lang, "home-help-files-half"), Topic::Files),
        ])
        .row([
            topic(tr!(lang, "home-help-models-half"), Topic::Models),
            topic(tr!(lang, "home-help-commands-half"), Topic::Commands),
        ])
        .row([Button::tap(tr!(lang, "home-help-privacy-half"), Door::Privacy.data())])
        .row([nav::home(lang)]);
    Screen::new(text).keyboard(keyboard)
}

pub fn topic(lang: Lang, topic: Topic) -> Screen {
    let text = match topic {
        Topic::Talk => tr!(lang, "home-help-talk-text"),
        Topic::Files => tr!(lang, "home-help-files-text", limit = format::size(lang, DOWNLOAD_LIMIT)),
        Topic::Models => tr!(lang, "home-help-models-text"),
        Topic::Commands => commands(lang),
    };
    Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Help)))
}

fn commands(lang: Lang) -> String {
    let lines = MENU.iter().map(|entry| {
        let text = (entry.text)(lang);
        tr!(lang, "home-help-line", command = entry.name, text = text)
    });
    let lines: Vec<String> = lines.collect();
    format!("{}\n\n{}", tr!(lang, "home-help-commands-text"), lines.join("\n"))
}
