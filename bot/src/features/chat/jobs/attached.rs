//! The files of a question as a model is shown them, and which were left out.

use std::{collections::BTreeMap, sync::Arc};

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
const TEXTS_LIMIT: u64 = 512 * 1024;
/// Largest pictures together, in bytes: what providers take in one request (OpenAI: 50 MB, as base64).
const PICTURES_LIMIT: u64 = 30 * 1024 * 1024;
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
    let attached = gather(files.as_ref(), &question.files, sees).await;
    match attached.left_out.first() {
        Some(omitted) if question.parts == 0 => Err(refusal(omitted.why)),
        _ => Ok(attached),
    }
}

/// Room is reserved before anything is fetched, so that never more than the limits is held: first, in their order, for
/// the files whose size is known; then one after another for those that have to be fetched to know it.
async fn gather(files: &dyn Files, sent: &[FileRef], sees: bool) -> Attached {
    let mut room = Room { texts: TEXTS_LIMIT, pictures: PICTURES_LIMIT };
    let (mut parts, mut known, mut unknown) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (n, file) in sent.iter().enumerate() {
        match (may_go(file, n, sees), file.size) {
            (Err(why), _) => drop(parts.insert(n, Err(why))),
            (Ok(()), None) => unknown.push((n, file)),
            (Ok(()), Some(size)) => match room.take(file, size) {
                Ok(()) => known.push((n, file, size)),
                Err(why) => drop(parts.insert(n, Err(why))),
            },
        }
    }
    let fetches: Vec<_> = known.iter().map(|(_, file, size)| fetch(files, file, *size)).collect();
    let fetched: Vec<_> = futures::stream::iter(fetches).buffered(AT_ONCE).collect().await;
    let numbers = known.iter().map(|(n, ..)| *n);
    parts.extend(numbers.zip(fetched.into_iter().map(|part| part.map(|(part, _)| part))));
    for (n, file) in unknown {
        let part = fetch(files, file, *room.of(file)).await;
        parts.insert(n, part.and_then(|(part, size)| room.take(file, size).map(|()| part)));
    }
    let mut attached = Attached::default();
    for (n, part) in parts {
        match part {
            Ok(part) => attached.parts.push(part),
            Err(why) => {
                attached.left_out.push(Omitted { number: n + 1, name: sent[n].name.clone(), why });
            }
        }
    }
    attached
}

fn may_go(file: &FileRef, n: usize, sees: bool) -> Result<(), LeftOut> {
    match reading(file) {
        _ if n >= FILES_LIMIT => Err(LeftOut::TooMany),
        _ if file.is_too_big() => Err(LeftOut::TooBig),
        Reading::Nothing => Err(LeftOut::Unreadable),
        Reading::Picture if !sees => Err(LeftOut::Unseen),
        Reading::Picture | Reading::Text => Ok(()),
    }
}

/// The file as a model takes it, and how many bytes it has, at most `limit`.
async fn fetch(files: &dyn Files, file: &FileRef, limit: u64) -> Result<(Part, u64), LeftOut> {
    let bytes = files.fetch(file, limit).await.map_err(|_| LeftOut::Unreachable)?;
    let size = bytes.len() as u64;
    if reading(file) == Reading::Picture {
        let mime = file.mime.clone().unwrap_or_else(|| "image/jpeg".to_owned());
        return Ok((Part::Image { mime, bytes }, size));
    }
    let name = file.name.as_deref().unwrap_or("file");
    Ok((Part::Text(format!("{name}:\n\n{}", String::from_utf8_lossy(&bytes))), size))
}

/// What is left of the limits, in bytes.
struct Room {
    texts: u64,
    pictures: u64,
}

impl Room {
    fn of(&mut self, file: &FileRef) -> &mut u64 {
        if reading(file) == Reading::Picture { &mut self.pictures } else { &mut self.texts }
    }

    fn take(&mut self, file: &FileRef, size: u64) -> Result<(), LeftOut> {
        let room = self.of(file);
        *room = room.checked_sub(size).ok_or(LeftOut::TooBig)?;
        Ok(())
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use bytes::Bytes;

    use super::*;
    use crate::{domain::FileKind, telegram::raw::Fault};

    /// Has as many bytes of each file as its id says, and remembers what it was asked for.
    #[derive(Default)]
    struct Store(Mutex<Vec<String>>);

    #[async_trait]
    impl Files for Store {
        async fn fetch(&self, file: &FileRef, limit: u64) -> Result<Bytes, Fault> {
            self.0.lock().unwrap().push(file.id.clone());
            let size: usize = file.id.parse().unwrap();
            if size as u64 > limit {
                return Err(Fault::local("larger"));
            }
            Ok(vec![b'a'; size].into())
        }
    }

    fn file(kind: FileKind, size: u64, known: bool) -> FileRef {
        FileRef {
            id: size.to_string(),
            unique_id: size.to_string(),
            kind,
            size: known.then_some(size),
            mime: (kind == FileKind::Document).then(|| "text/plain".to_owned()),
            name: None,
            seconds: None,
        }
    }

    fn omitted(attached: &Attached) -> Vec<(usize, LeftOut)> {
        attached.left_out.iter().map(|omitted| (omitted.number, omitted.why)).collect()
    }

    #[tokio::test]
    async fn what_there_is_no_room_for_is_not_fetched() {
        const MEGABYTE: u64 = 1024 * 1024;
        let sizes = [18, 13, 11, 1];
        let sent = sizes.map(|size| file(FileKind::Photo, size * MEGABYTE, true));
        let store = Store::default();
        let attached = gather(&store, &sent, true).await;
        assert_eq!((attached.parts.len(), omitted(&attached)), (3, vec![(2, LeftOut::TooBig)]));
        let asked: Vec<String> = [18, 11, 1].map(|size| (size * MEGABYTE).to_string()).into();
        assert_eq!(*store.0.lock().unwrap(), asked);
    }

    #[tokio::test]
    async fn a_file_of_unknown_size_gets_the_room_that_is_left() {
        let texts = [(400_000, false), (200_000, true), (300_000, false), (20_000, false)];
        let sent = texts.map(|(size, known)| file(FileKind::Document, size, known));
        let attached = gather(&Store::default(), &sent, false).await;
        let expected = vec![(1, LeftOut::Unreachable)];
        assert_eq!((attached.parts.len(), omitted(&attached)), (3, expected));
        let short = matches!(&attached.parts[0], Part::Text(text) if text.len() < 300_000);
        assert!(short, "they stay in their order");
    }
}
