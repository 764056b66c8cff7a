//! What the chat does with files: pictures for models that see, and texts.

use std::sync::Arc;

use async_trait::async_trait;

use super::{handlers, screens, service::Chat, state::ChatStep};
use crate::{
    domain::{AccountId, FileKind, FileRef, Lang, Received},
    telegram::{failure::Handled, receive::Receiver, reply::Reply, steps::StepRecord, visit::Visit},
};

/// Endings of files that are text whatever their type says.
const TEXTS: [&str; 24] = [
    "txt", "md", "csv", "json", "html", "htm", "xml", "yaml", "yml", "toml", "rs", "py", "js", "ts", "go",
    "c", "h", "cpp", "java", "kt", "sh", "sql", "css", "log",
];

/// "Ask about it".
pub struct AskAbout(pub Arc<Chat>);

#[async_trait]
impl Receiver for AskAbout {
    fn key(&self) -> &'static str {
        "ask"
    }

    async fn offer(&self, account: AccountId, lang: Lang, file: &FileRef) -> Option<String> {
        let model = self.0.chosen_model(account, false).await.ok()?;
        let possible = is_text(file) || (is_picture(file) && self.0.sees(model.as_deref()).await);
        possible.then(|| screens::ask_about_label(lang))
    }

    async fn take(&self, visit: &Visit, received: Received) -> Handled {
        if !received.words.trim().is_empty() {
            return handlers::take_file(visit, &self.0, received.file, &received.words).await;
        }
        let step = ChatStep::AskAbout { file: received.file, message: received.message };
        Ok(Reply::Show(screens::ask_about(visit.lang)).awaiting(StepRecord::of(&step)))
    }
}

fn is_picture(file: &FileRef) -> bool {
    let image =
        file.mime.as_deref().is_some_and(|mime| ["image/jpeg", "image/png", "image/webp"].contains(&mime));
    file.kind == FileKind::Photo || (file.kind == FileKind::Document && image)
}

fn is_text(file: &FileRef) -> bool {
    let ending = file.name.as_deref().and_then(|name| name.rsplit('.').next()).map(str::to_lowercase);
    file.kind == FileKind::Document
        && (file.is_of("text") || ending.is_some_and(|ending| TEXTS.contains(&ending.as_str())))
}
