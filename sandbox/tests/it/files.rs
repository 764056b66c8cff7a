//! Files both ways: uploads, albums, reuse, downloads, limits.

use atelier_sandbox::{MediaKind, Upload};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::stage::{ANN, Stage, png};

fn part(name: &str, bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

fn upload(name: &str, bytes: Vec<u8>) -> Upload {
    Upload { name: Some(name.to_owned()), mime: None, bytes: bytes.into() }
}

async fn download(stage: &Stage, file_id: &Value) -> Vec<u8> {
    let file = stage.ok("getFile", json!({ "file_id": file_id })).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}file/bot{}/{path}", stage.sandbox.api_url(), stage.sandbox.token());
    stage.http.get(url).send().await.unwrap().bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_photo_goes_up_comes_down_and_is_used_again() {
    let stage = Stage::new().await;
    let form = Form::new()
        .text("chat_id", "101")
        .text("caption", "Look")
        .part("photo", part("a.png", png(1200, 600)));
    let message = stage.form("sendPhoto", form).await["result"].clone();
    let sizes = message["photo"].as_array().unwrap();
    let last = sizes.last().unwrap();
    assert_eq!((&last["width"], &last["height"]), (&json!(1200), &json!(600)));
    assert_eq!((&sizes[0]["width"], &sizes[0]["height"]), (&json!(90), &json!(45)));
    assert_eq!(download(&stage, &last["file_id"]).await, png(1200, 600));
    assert_eq!(download(&stage, &sizes[0]["file_id"]).await, png(1200, 600));
    let again = stage.ok("sendPhoto", json!({ "chat_id": ANN, "photo": last["file_id"] })).await;
    assert_eq!(again["photo"], message["photo"]);
    let wrong = json!({ "chat_id": ANN, "document": last["file_id"] });
    let refusal = stage.refused("sendDocument", wrong).await;
    assert_eq!(refusal, "400 Bad Request: can't use file of type Photo as Document");
}

#[tokio::test]
async fn pictures_that_are_none_are_refused() {
    let stage = Stage::new().await;
    let send = async |bytes: Vec<u8>| {
        let form = Form::new().text("chat_id", "101").part("photo", part("a.png", bytes));
        stage.form("sendPhoto", form).await["description"].clone()
    };
    assert_eq!(send(b"hello".to_vec()).await, json!("Bad Request: IMAGE_PROCESS_FAILED"));
    assert_eq!(send(png(9000, 2000)).await, json!("Bad Request: PHOTO_INVALID_DIMENSIONS"));
    assert_eq!(send(png(2100, 100)).await, json!("Bad Request: PHOTO_INVALID_DIMENSIONS"));
    let mut huge = png(100, 100);
    huge.resize(10 * 1024 * 1024 + 1, 0);
    assert!(send(huge).await.as_str().unwrap().contains("too big for a photo"));
    let unknown = json!({ "chat_id": ANN, "photo": "nothing" });
    assert!(stage.refused("sendPhoto", unknown).await.contains("wrong remote file identifier"));
}

#[tokio::test]
async fn an_album_is_one_group_and_its_members_stay_of_a_kind() {
    let stage = Stage::new().await;
    let media = json!([
        { "type": "photo", "media": "attach://one", "caption": "Both" },
        { "type": "photo", "media": "attach://two" },
    ]);
    let form = Form::new()
        .text("chat_id", "101")
        .text("media", media.to_string())
        .part("one", part("1.png", png(10, 10)))
        .part("two", part("2.png", png(20, 20)));
    let album = stage.form("sendMediaGroup", form).await["result"].clone();
    assert_eq!(album[0]["media_group_id"], album[1]["media_group_id"]);
    assert_eq!((&album[0]["caption"], album[1].get("caption")), (&json!("Both"), None));

    let form = Form::new()
        .text("chat_id", "101")
        .text("message_id", album[0]["message_id"].to_string())
        .text("media", json!({ "type": "document", "media": "attach://doc" }).to_string())
        .part("doc", part("a.txt", b"text".to_vec()));
    let refusal = stage.form("editMessageMedia", form).await["description"].clone();
    assert_eq!(refusal, json!("Bad Request: can't use the media of the specified type in the album"));
    let one = json!({ "chat_id": ANN, "media": [{ "type": "photo", "media": "x" }] });
    assert!(stage.refused("sendMediaGroup", one).await.contains("must be 2-10"));
}

#[tokio::test]
async fn text_turns_into_a_picture_and_captions_change() {
    let stage = Stage::new().await;
    let id = stage.tell("Drawing…").await;
    let form = Form::new()
        .text("chat_id", "101")
        .text("message_id", id.to_string())
        .text("media", json!({ "type": "photo", "media": "attach://p" }).to_string())
        .part("p", part("p.png", png(30, 30)));
    let edited = stage.form("editMessageMedia", form).await["result"].clone();
    assert!(edited.get("text").is_none() && edited["photo"].is_array());
    let caption = json!({ "chat_id": ANN, "message_id": id, "caption": "A square" });
    assert_eq!(stage.ok("editMessageCaption", caption).await["caption"], json!("A square"));
    let back = json!({ "chat_id": ANN, "message_id": id, "text": "a" });
    assert!(stage.refused("editMessageText", back).await.contains("there is no text in the message to edit"));
    let long = json!({ "chat_id": ANN, "message_id": id, "caption": "x".repeat(1025) });
    assert_eq!(
        stage.refused("editMessageCaption", long).await,
        "400 Bad Request: message caption is too long"
    );
}

#[tokio::test]
async fn people_send_albums_documents_and_voice() {
    let stage = Stage::new().await;
    let photos = [upload("1.png", png(10, 10)), upload("2.png", png(20, 20))];
    stage.sandbox.upload(ANN, MediaKind::Photo, &photos, "My cats").unwrap();
    stage.sandbox.upload(ANN, MediaKind::Document, &[upload("notes.txt", b"hi".to_vec())], "").unwrap();
    let updates = stage.take().await;
    assert_eq!(updates.len(), 3);
    assert_eq!(updates[0]["message"]["media_group_id"], updates[1]["message"]["media_group_id"]);
    assert_eq!(updates[0]["message"]["caption"], json!("My cats"));
    let document = &updates[2]["message"]["document"];
    assert_eq!((&document["file_name"], &document["mime_type"]), (&json!("notes.txt"), &json!("text/plain")));
    assert_eq!(download(&stage, &document["file_id"]).await, b"hi");

    let form =
        Form::new().text("as", "voice").part("files", part("v.ogg", b"OggS and so on 1234567890".to_vec()));
    let url = stage.sandbox.page_url().join("people/101/upload").unwrap();
    let sent: Value = stage.http.post(url).multipart(form).send().await.unwrap().json().await.unwrap();
    let voice = &sent["messages"][0]["voice"];
    assert_eq!(voice["mime_type"], json!("audio/ogg"));
    let path = format!("people/101/files/{}", voice["file_unique_id"].as_str().unwrap());
    let answer = stage.http.get(stage.sandbox.page_url().join(&path).unwrap()).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "audio/ogg");
}

#[tokio::test]
async fn what_is_too_big_to_fetch_is_not_fetched() {
    let stage = Stage::new().await;
    let big = upload("big.bin", vec![1; 20 * 1024 * 1024 + 1]);
    let sent = stage.sandbox.upload(ANN, MediaKind::Document, &[big], "").unwrap();
    let id = json!({ "file_id": sent[0]["document"]["file_id"] });
    assert_eq!(stage.refused("getFile", id).await, "400 Bad Request: file is too big");
    assert_eq!(stage.refused("getFile", json!({ "file_id": "x" })).await, "400 Bad Request: invalid file_id");
}
