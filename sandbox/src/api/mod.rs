//! The Bot API server: finds the method, reads and checks the request, meets faults, answers.
//! Methods that it does not have are refused and written down as the caller's mistake.

pub mod args;
pub mod edit;
pub mod info;
pub mod live;
pub mod profile;
pub mod send;
pub mod small;
pub mod stars;
pub mod updates;

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use self::args::{Args, Raw};
use self::profile::Text;
use crate::faults::{Fault, FaultKind};
use crate::hub::{Heard, Hub};
use crate::refusal::Refusal;
use crate::schema::Method;
use crate::wire::Cutter;
use crate::world::World;
use crate::world::chat::presser;
use crate::world::files::MediaKind;

pub fn routes() -> Router<Arc<Hub>> {
    Router::new()
        .route("/bot{token}/{method}", any(answer))
        .route("/file/bot{token}/{*path}", get(download))
        .layer(DefaultBodyLimit::disable())
}

async fn answer(
    State(hub): State<Arc<Hub>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path((token, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let at = Instant::now();
    if token != hub.token {
        return reply(Err(Refusal::unauthorized()));
    }
    let Some(method) = hub.schema.method(&name) else {
        let outcome = Err(Refusal::unknown_method());
        hub.record(&name, Value::Null, &outcome, None);
        return reply(outcome);
    };
    let args = match Raw::read(request).await {
        Ok(raw) => raw.fit(&hub.schema, method),
        Err(refusal) => Err(refusal),
    };
    let chat = args.as_ref().ok().and_then(|args| args.chat("chat_id").ok());
    if let Some(heard) = &hub.heard {
        let mut call = measured(at, method, chat, args.as_ref().ok());
        let outcome = carry_out(&hub, method, args, None, &cutter).await;
        call.ok = outcome.is_ok();
        call.message = outcome.as_ref().ok().and_then(|result| result["message_id"].as_i64());
        // Nobody listens any more: the measurement is over.
        let _ = heard.send(call);
        return reply(outcome);
    }
    let params = args.as_ref().map_or(Value::Null, Args::describe);
    let is_rich = args.as_ref().is_ok_and(|args| args.value("rich_message").is_some());
    let fault = is_rich.then(|| hub.take_fault("rich_message", chat)).flatten();
    let fault = fault.or_else(|| hub.take_fault(&method.name, chat));
    let outcome = carry_out(&hub, method, args, fault.as_ref(), &cutter).await;
    let returns = (method.name != "getUpdates").then_some(&method.returns);
    hub.record(&method.name, params, &outcome, returns);
    reply(outcome)
}

/// What is told of a call. A press names the chat it was made in.
fn measured(at: Instant, method: &Method, chat: Option<i64>, args: Option<&Args>) -> Heard {
    let text = |name| args.and_then(|args| args.text(name));
    Heard {
        at,
        method: method.name.clone(),
        chat: chat.or_else(|| text("callback_query_id").and_then(presser)),
        length: text("text").map_or(0, str::len),
        message: None,
        ok: false,
    }
}

async fn carry_out(
    hub: &Hub,
    method: &Method,
    args: Result<Args, Refusal>,
    fault: Option<&Fault>,
    cutter: &Cutter,
) -> Result<Value, Refusal> {
    if let Some(fault) = fault {
        match fault.kind {
            FaultKind::TooManyRequests => {
                return Err(Refusal::too_many_requests(fault.retry_after.unwrap_or(1)));
            }
            FaultKind::ServerError => return Err(Refusal::server_error()),
            FaultKind::Slow => tokio::time::sleep(fault.delay()).await,
            FaultKind::DropBefore => {
                cutter.cut();
                return Err(Refusal::server_error());
            }
            FaultKind::Refused => return Err(refused(fault)),
            FaultKind::DropAfter | FaultKind::SlowAnswer => {}
        }
    }
    let outcome = match method.name.as_str() {
        "getUpdates" => updates::get(hub, &args?).await,
        "setWebhook" => updates::set_webhook(hub, &args?),
        "deleteWebhook" => Ok(updates::delete_webhook(hub, &args?)),
        name => args.and_then(|args| hub.with(|world| run(world, name, &args))),
    };
    match fault {
        Some(fault) if fault.kind == FaultKind::DropAfter => cutter.cut(),
        Some(fault) if fault.kind == FaultKind::SlowAnswer => tokio::time::sleep(fault.delay()).await,
        _ => {}
    }
    outcome
}

fn refused(fault: &Fault) -> Refusal {
    Refusal::injected(fault.description.as_deref().unwrap_or("a fault"))
}

/// The methods that need nothing but the world.
fn run(world: &mut World, name: &str, args: &Args) -> Result<Value, Refusal> {
    match name {
        "getMe" => Ok(info::me(world)),
        "getFile" => info::file(world, args),
        "getChat" => info::chat(world, args),
        "getChatMember" => info::chat_member(world, args),
        "getChatAdministrators" => info::administrators(world, args),
        "getChatMemberCount" => info::member_count(world, args),
        "leaveChat" => info::leave(world, args),
        "getUserProfilePhotos" => info::profile_photos(world, args),
        "getWebhookInfo" => Ok(info::webhook(world)),
        "answerCallbackQuery" => live::answer_callback(world, args),
        "sendChatAction" => live::action(world, args),
        "sendMessageDraft" => live::draft(world, args),
        "sendRichMessageDraft" => live::rich_draft(world, args),
        "setMyCommands" => profile::set_commands(world, args),
        "getMyCommands" => profile::get_commands(world, args),
        "deleteMyCommands" => profile::delete_commands(world, args),
        "setMyName" => profile::set_text(world, args, Text::Name),
        "getMyName" => profile::get_text(world, args, Text::Name),
        "setMyDescription" => profile::set_text(world, args, Text::Description),
        "getMyDescription" => profile::get_text(world, args, Text::Description),
        "setMyShortDescription" => profile::set_text(world, args, Text::ShortDescription),
        "getMyShortDescription" => profile::get_text(world, args, Text::ShortDescription),
        "setChatMenuButton" => profile::set_menu_button(world, args),
        "createInvoiceLink" => stars::link(world, args),
        "answerPreCheckoutQuery" => stars::answer_checkout(world, args),
        "refundStarPayment" => stars::refund(world, args),
        "editUserStarSubscription" => stars::edit_subscription(world, args),
        "getStarTransactions" => stars::transactions(world, args),
        "getMyStarBalance" => Ok(stars::balance(world)),
        "getChatMenuButton" => profile::get_menu_button(world, args),
        _ => run_on_messages(world, name, args),
    }
}

fn run_on_messages(world: &mut World, name: &str, args: &Args) -> Result<Value, Refusal> {
    match name {
        "sendMessage" => send::message(world, args),
        "sendRichMessage" => send::rich(world, args),
        "sendPhoto" => send::media(world, args, MediaKind::Photo),
        "sendDocument" => send::media(world, args, MediaKind::Document),
        "sendVoice" => send::media(world, args, MediaKind::Voice),
        "sendAudio" => send::media(world, args, MediaKind::Audio),
        "sendVideo" => send::media(world, args, MediaKind::Video),
        "sendAnimation" => send::media(world, args, MediaKind::Animation),
        "sendSticker" => send::media(world, args, MediaKind::Sticker),
        "sendVideoNote" => send::media(world, args, MediaKind::VideoNote),
        "sendMediaGroup" => send::album(world, args),
        "sendLocation" => small::location(world, args),
        "sendContact" => small::contact(world, args),
        "sendPoll" => small::poll(world, args),
        "sendInvoice" => stars::invoice(world, args),
        "sendDice" => small::dice(world, args),
        "copyMessage" => send::copy(world, args),
        "forwardMessage" => send::forward(world, args),
        "editMessageText" => edit::edit_text(world, args),
        "editMessageCaption" => edit::edit_caption(world, args),
        "editMessageMedia" => edit::edit_media(world, args),
        "editMessageReplyMarkup" => edit::edit_markup(world, args),
        "deleteMessage" => edit::delete(world, args),
        "deleteMessages" => edit::delete_many(world, args),
        "setMessageReaction" => edit::react(world, args),
        "pinChatMessage" => edit::pin(world, args),
        "unpinChatMessage" => edit::unpin(world, args),
        "unpinAllChatMessages" => edit::unpin_all(world, args),
        _ => Err(Refusal::rule("method not available in the sandbox")),
    }
}

fn reply(outcome: Result<Value, Refusal>) -> Response {
    match outcome {
        Ok(result) => Json(json!({ "ok": true, "result": result })).into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
            (status, Json(refusal.body())).into_response()
        }
    }
}

async fn download(
    State(hub): State<Arc<Hub>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path((token, path)): Path<(String, String)>,
) -> Response {
    if token != hub.token {
        return reply(Err(Refusal::unauthorized()));
    }
    let fault = hub.take_fault("file", None);
    match fault.as_ref().map(|fault| fault.kind) {
        Some(FaultKind::Refused) => {
            return reply(Err(fault.as_ref().map_or_else(Refusal::server_error, refused)));
        }
        Some(FaultKind::TooManyRequests) => {
            let seconds = fault.and_then(|fault| fault.retry_after).unwrap_or(1);
            return reply(Err(Refusal::too_many_requests(seconds)));
        }
        Some(FaultKind::ServerError) => return reply(Err(Refusal::server_error())),
        Some(FaultKind::DropBefore | FaultKind::DropAfter) => cutter.cut(),
        Some(FaultKind::Slow | FaultKind::SlowAnswer) => {
            tokio::time::sleep(fault.map(|fault| fault.delay()).unwrap_or_default()).await;
        }
        None => {}
    }
    let bytes = hub.with(|world| world.bytes.get(&world.file_at(&path)?.unique_id));
    if let Some(bytes) = bytes {
        return ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response();
    }
    let body = json!({ "ok": false, "error_code": 404, "description": "Not Found" });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}
