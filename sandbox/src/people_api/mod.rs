//! What the apps of Ann, Boris and Olga talk to: the browser chat, and tests that play a person.
//! Shows each person their own chat and groups only; has no token and is guarded by `guard` instead.

mod events;
mod groups;
mod stars;

use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::{
    DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Path, Query, Request, State,
};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::people::people;
use crate::refusal::Refusal;
use crate::world::acts::{Said, Tapped};
use crate::world::files::{MediaKind, UPLOAD_LIMIT, Upload};
use crate::world::seat::Seat;

const SHOWN: usize = 500;

type Answer = Result<Json<Value>, Failure>;
type App = State<Arc<Hub>>;

/// A refusal as these APIs word it: `{"error": …}`.
#[derive(Debug)]
pub struct Failure(pub StatusCode, pub String);

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let words = refusal.description.strip_prefix("Bad Request: ").unwrap_or(&refusal.description);
        Self(StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST), words.to_owned())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// A JSON body; an absent one is an empty object, and a refusal speaks JSON too.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let wrong = |error: &dyn std::fmt::Display| Failure(StatusCode::BAD_REQUEST, error.to_string());
        let bytes = bytes::Bytes::from_request(request, state).await.map_err(|error| wrong(&error))?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(text).map(Self).map_err(|error| wrong(&error))
    }
}

pub fn routes() -> Router<Arc<Hub>> {
    Router::new()
        .route("/people", get(everybody))
        .route("/people/{id}/chat", get(chat))
        .route("/people/{id}/events", get(events::listen))
        .route("/people/{id}/files/{unique_id}", get(file))
        .route("/people/{id}/send", post(send))
        .route("/people/{id}/upload", post(upload))
        .route("/people/{id}/tap", post(tap))
        .route("/people/{id}/stop", post(stop))
        .route("/people/{id}/edit", post(edit))
        .route("/people/{id}/delete", post(delete))
        .route("/people/{id}/react", post(react))
        .route("/people/{id}/block", post(block))
        .route("/people/{id}/unblock", post(unblock))
        .route("/people/{id}/language", post(language))
        .route("/people/{id}/location", post(location))
        .route("/people/{id}/contact", post(contact))
        .route("/people/{id}/poll", post(poll))
        .route("/people/{id}/sticker", post(sticker))
        .route("/people/{id}/groups", get(groups::list).post(groups::make))
        .route("/people/{id}/group", post(groups::act))
        .route("/people/{id}/stars", get(stars::purse).post(stars::top_up))
        .route("/people/{id}/invoice", get(stars::sheet))
        .route("/people/{id}/pay", post(stars::pay))
        .route("/people/{id}/subscription", post(stars::edit_subscription))
        .route("/people/{id}/forward", post(stars::forward))
        .route("/groups/privacy", get(groups::privacy).post(groups::set_privacy))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT * 4))
}

async fn everybody(State(hub): App) -> Json<Value> {
    hub.with(|world| {
        let people: Vec<_> = people().iter().filter_map(|person| world.person(person.id)).collect();
        let bot = json!({
            "id": world.bot.id,
            "first_name": world.profile.name(""),
            "username": world.bot.username,
        });
        Json(json!({ "bot": bot, "people": people }))
    })
}

/// `?chat=` and `?topic=`: where in the app a person is; nothing says: with the bot alone.
#[derive(Deserialize)]
struct Whereabouts {
    chat: Option<i64>,
    topic: Option<i64>,
}

impl<S: Send + Sync> FromRequestParts<S> for Seat {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let wrong = |error: &dyn std::fmt::Display| Failure(StatusCode::BAD_REQUEST, error.to_string());
        let Path(person) =
            Path::<i64>::from_request_parts(parts, state).await.map_err(|error| wrong(&error))?;
        let Query(place) =
            Query::<Whereabouts>::from_request_parts(parts, state).await.map_err(|error| wrong(&error))?;
        Ok(Self { person, chat: place.chat.unwrap_or(person), thread: place.topic })
    }
}

#[derive(Deserialize)]
struct Page {
    before: Option<i64>,
    limit: Option<usize>,
}

async fn chat(State(hub): App, seat: Seat, Query(page): Query<Page>) -> Answer {
    let limit = page.limit.unwrap_or(SHOWN).min(SHOWN);
    Ok(Json(hub.with(|world| world.chat_view(seat, page.before.unwrap_or(i64::MAX), limit))?))
}

async fn file(State(hub): App, Path((id, unique_id)): Path<(i64, String)>) -> Result<Response, Failure> {
    let found = hub.with(|world| {
        world.known_chat(id).ok()?;
        let record = world.file_by_unique_id(&unique_id)?;
        Some((record.mime.clone(), world.bytes.get(&record.unique_id)?))
    });
    let (mime, bytes) = found.ok_or_else(|| Failure(StatusCode::NOT_FOUND, "file not found".to_owned()))?;
    // What people send is shown, never run.
    let headers = [
        (header::CONTENT_TYPE, mime),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; style-src 'unsafe-inline'".to_owned(),
        ),
        (header::CACHE_CONTROL, "private, max-age=86400".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn send(State(hub): App, seat: Seat, Body(said): Body<Said>) -> Answer {
    Ok(Json(last(hub.with(|world| world.say(seat, said))?)))
}

/// One message as it is; of several the last one, with all of them in `parts`.
fn last(mut sent: Vec<Value>) -> Value {
    if sent.len() < 2 {
        return sent.pop().unwrap_or_default();
    }
    let mut answer = sent.last().cloned().unwrap_or_default();
    answer["parts"] = json!(sent);
    answer
}

async fn upload(State(hub): App, seat: Seat, parts: Multipart) -> Answer {
    let (uploads, kind, caption) = read_upload(parts).await?;
    let kind = match kind.as_deref() {
        Some(name) => MediaKind::parse(name),
        None => Some(MediaKind::Document),
    };
    let kind =
        kind.ok_or_else(|| Refusal::rule("\"as\" is photo, document, voice, audio, video or sticker"))?;
    let sent = hub.with(|world| world.upload(seat, kind, &uploads, &caption))?;
    Ok(Json(json!({ "messages": sent })))
}

async fn read_upload(mut parts: Multipart) -> Result<(Vec<Upload>, Option<String>, String), Failure> {
    let wrong = |error: MultipartError| Failure(error.status(), error.body_text());
    let (mut uploads, mut kind, mut caption) = (Vec::new(), None, String::new());
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        match part.name() {
            Some("as") => kind = Some(part.text().await.map_err(wrong)?),
            Some("caption") => caption = part.text().await.map_err(wrong)?,
            Some("files") => {
                let (name, mime) =
                    (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
                uploads.push(Upload { name, mime, bytes: part.bytes().await.map_err(wrong)? });
            }
            _ => return Err(Failure(StatusCode::BAD_REQUEST, "unknown part".to_owned())),
        }
    }
    if uploads.is_empty() {
        return Err(Failure(StatusCode::BAD_REQUEST, "there is no file".to_owned()));
    }
    Ok((uploads, kind, caption))
}

async fn tap(State(hub): App, seat: Seat, Body(tapped): Body<Tapped>) -> Answer {
    let query = hub.with(|world| world.tap(seat, &tapped))?;
    Ok(Json(json!({ "callback_query_id": query })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stopped {
    draft_id: i64,
}

async fn stop(State(hub): App, Path(id): Path<i64>, Body(stopped): Body<Stopped>) -> Answer {
    hub.with(|world| world.stop_generation(id, stopped.draft_id))?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edited {
    message_id: i64,
    text: String,
}

async fn edit(State(hub): App, seat: Seat, Body(edited): Body<Edited>) -> Answer {
    Ok(Json(hub.with(|world| world.edit_own(seat, edited.message_id, &edited.text))?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deleted {
    message_ids: Vec<i64>,
}

async fn delete(State(hub): App, seat: Seat, Body(deleted): Body<Deleted>) -> Answer {
    let count = hub.with(|world| world.delete_own(seat, &deleted.message_ids))?;
    Ok(Json(json!({ "deleted": count })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reacted {
    message_id: i64,
    reactions: Vec<String>,
}

async fn react(State(hub): App, seat: Seat, Body(reacted): Body<Reacted>) -> Answer {
    hub.with(|world| world.react_as(seat, reacted.message_id, reacted.reactions))?;
    Ok(Json(json!({})))
}

async fn block(State(hub): App, Path(id): Path<i64>) -> Answer {
    hub.with(|world| world.set_blocked(id, true))?;
    Ok(Json(json!({})))
}

async fn unblock(State(hub): App, Path(id): Path<i64>) -> Answer {
    hub.with(|world| world.set_blocked(id, false))?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    language_code: String,
}

async fn language(State(hub): App, Path(id): Path<i64>, Body(language): Body<Language>) -> Answer {
    hub.with(|world| world.set_language(id, &language.language_code))?;
    Ok(Json(json!({})))
}

async fn location(State(hub): App, seat: Seat, Body(location): Body<Value>) -> Answer {
    Ok(Json(hub.with(|world| world.hand_over(seat, "location", location))?))
}

async fn contact(State(hub): App, seat: Seat, Body(contact): Body<Value>) -> Answer {
    Ok(Json(hub.with(|world| world.hand_over(seat, "contact", contact))?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    question: String,
    options: Vec<String>,
}

async fn poll(State(hub): App, seat: Seat, Body(asked): Body<Asked>) -> Answer {
    Ok(Json(hub.with(|world| world.send_poll(seat, &asked.question, &asked.options))?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stuck {
    #[serde(default = "smile")]
    emoji: String,
}

fn smile() -> String {
    "🙂".to_owned()
}

async fn sticker(State(hub): App, seat: Seat, Body(stuck): Body<Stuck>) -> Answer {
    Ok(Json(hub.with(|world| world.send_sticker(seat, &stuck.emoji))?))
}
