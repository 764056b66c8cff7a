//! The files of a question as a model is shown them, and which were left out.

use std::sync::Arc;

use futures::StreamExt as _;

use crate::{
    domain::FileRef,
    features::chat::{
        domain::{FILES_LIMIT, LeftOut, Omitted, Question, Reading, reading},
        service::Chat,
    },
    providers::{ErrorKind, Part, ProviderError},
    telegram::files::Files,
};

/// Largest text files that go into one question together, in bytes.
const TEXTS_LIMIT: usize = 512 * 1024;
/// Largest pictures together, in bytes: what providers take in one request (OpenAI: 50 MB, as base64).
const PICTURES_LIMIT: usize = 30 * 1024 * 1024;
/// Files that are fetched at once.
const AT_ONCE: usize = 4;

/// What goes beside the question's words.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    pub parts: Vec<Part>,
    pub left_out: Vec<Omitted>,
}

/// Fetches what the model can read. The one file of a question that came whole is what it is about: without it the
/// question is not asked. Of several, those that cannot be shown are left out.
pub async fn attached(
    chat: &Chat,
    files: &Arc<dyn Files>,
    question: &Question,
    model: Option<&str>,
) -> Result<Attached, ProviderError> {
    if question.files.is_empty() {
        return Ok(Attached::default());
    }
    let pictures = question.files.iter().any(|file| reading(file) == Reading::Picture);
    let sees = pictures && chat.sees(model).await;
    let fetches: Vec<_> =
        question.files.iter().enumerate().map(|(n, file)| fetch(files.as_ref(), file, n, sees)).collect();
    let fetched: Vec<_> = futures::stream::iter(fetches).buffered(AT_ONCE).collect().await;
    let mut attached = Attached::default();
    let mut room = Room { texts: TEXTS_LIMIT, pictures: PICTURES_LIMIT };
    for (n, (file, part)) in question.files.iter().zip(fetched).enumerate() {
        match part.and_then(|part| room.takes(part)) {
            Ok(part) => attached.parts.push(part),
            Err(why) => attached.left_out.push(Omitted { number: n + 1, name: file.name.clone(), why }),
        }
    }
    match attached.left_out.first() {
        Some(omitted) if question.parts == 0 => Err(refusal(omitted.why)),
        _ => Ok(attached),
    }
}

async fn fetch(files: &dyn Files, file: &FileRef, n: usize, sees: bool) -> Result<Part, LeftOut> {
    if n >= FILES_LIMIT {
        return Err(LeftOut::TooMany);
    }
    if file.is_too_big() {
        return Err(LeftOut::TooBig);
    }
    match reading(file) {
        Reading::Nothing => return Err(LeftOut::Unreadable),
        Reading::Picture if !sees => return Err(LeftOut::Unseen),
        Reading::Text if file.size.is_some_and(|size| size > TEXTS_LIMIT as u64) => {
            return Err(LeftOut::TooBig);
        }
        Reading::Picture | Reading::Text => {}
    }
    let bytes = files.fetch(file).await.map_err(|_| LeftOut::Unreachable)?;
    if reading(file) == Reading::Picture {
        let mime = file.mime.clone().unwrap_or_else(|| "image/jpeg".to_owned());
        return Ok(Part::Image { mime, bytes });
    }
    let name = file.name.as_deref().unwrap_or("file");
    Ok(Part::Text(format!("{name}:\n\n{}", String::from_utf8_lossy(&bytes))))
}

/// What is left of the limits, in bytes.
struct Room {
    texts: usize,
    pictures: usize,
}

impl Room {
    fn takes(&mut self, part: Part) -> Result<Part, LeftOut> {
        let (room, size) = match &part {
            Part::Text(text) => (&mut self.texts, text.len()),
            Part::Image { bytes, .. } => (&mut self.pictures, bytes.len()),
        };
        *room = room.checked_sub(size).ok_or(LeftOut::TooBig)?;
        Ok(part)
    }
}

fn refusal(why: LeftOut) -> ProviderError {
    match why {
        LeftOut::TooBig | LeftOut::TooMany => ProviderError::new(ErrorKind::TooLong, "the file is too long"),
        LeftOut::Unseen => ProviderError::new(ErrorKind::BadRequest, "the model does not see"),
        LeftOut::Unreadable => ProviderError::new(ErrorKind::BadRequest, "the file cannot be read"),
        LeftOut::Unreachable => ProviderError::new(ErrorKind::BadRequest, "the file could not be fetched"),
    }
}
