//! Reads a Bot API request: JSON, form, query or multipart, and checks it against the schema.
//! Unknown parameters are refused. The real server ignores them; here they are most likely a typo.

use std::collections::{BTreeMap, HashMap};

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;
use crate::schema::{Kind, Method, Schema};
use crate::world::files::{UPLOAD_LIMIT, Upload};

const BODY_LIMIT: usize = UPLOAD_LIMIT * 2;

/// Parameters that fit the schema, and the files that came with them.
#[derive(Debug, Default)]
pub struct Args {
    pub map: Map<String, Value>,
    pub files: HashMap<String, Upload>,
}

/// Parameters as they came.
#[derive(Debug, Default)]
pub struct Raw {
    text: BTreeMap<String, String>,
    json: Map<String, Value>,
    files: HashMap<String, Upload>,
}

impl Raw {
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let mut raw = Self::default();
        raw.take_form(request.uri().query().unwrap_or_default().as_bytes());
        let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = header.unwrap_or_default().to_ascii_lowercase();
        if content_type.starts_with("multipart/form-data") {
            raw.take_multipart(request).await?;
        } else {
            raw.take_body(&content_type, request.into_body()).await?;
        }
        Ok(raw)
    }

    fn take_form(&mut self, form: &[u8]) {
        let pairs = url::form_urlencoded::parse(form);
        self.text.extend(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())));
    }

    async fn take_body(&mut self, content_type: &str, body: Body) -> Result<(), Refusal> {
        let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| Refusal::too_large())?;
        if content_type.starts_with("application/json") && !bytes.is_empty() {
            let parsed = serde_json::from_slice(&bytes);
            self.json = parsed.map_err(|_| Refusal::schema("can't parse request: JSON object expected"))?;
        } else {
            self.take_form(&bytes);
        }
        Ok(())
    }

    async fn take_multipart(&mut self, request: Request) -> Result<(), Refusal> {
        let refuse = |_| Refusal::schema("can't parse multipart body");
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| Refusal::schema("can't parse multipart body"))?;
        while let Some(part) = parts.next_field().await.map_err(refuse)? {
            let key = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(refuse)?;
            if name.is_none() && mime.as_deref().is_none_or(|mime| mime.starts_with("text/plain")) {
                self.text.insert(key, String::from_utf8_lossy(&bytes).into_owned());
            } else {
                self.files.insert(key, Upload { name, mime, bytes });
            }
        }
        Ok(())
    }

    /// Fits the parameters to a method, or says which does not fit.
    pub fn fit(self, schema: &Schema, method: &Method) -> Result<Args, Refusal> {
        let mut args = Args { map: Map::new(), files: self.files };
        for (name, text) in self.text {
            let kind = kind_of(method, &name)?;
            let value = kind.read_text(&text);
            args.map.insert(name.clone(), value.ok_or_else(|| mistyped(&name, kind))?);
        }
        for (name, value) in self.json {
            let kind = kind_of(method, &name)?;
            args.map.insert(name, unpack(kind, value));
        }
        args.place_files(method)?;
        for field in &method.fields {
            match args.map.get(&field.name) {
                Some(value) => schema.check(&field.kind, value, &field.name).map_err(Refusal::schema)?,
                None if field.required => return Err(missing(&field.name)),
                None => {}
            }
        }
        Ok(args)
    }
}

fn kind_of<'a>(method: &'a Method, name: &str) -> Result<&'a Kind, Refusal> {
    let field = method.fields.iter().find(|field| field.name == name);
    let unknown = || Refusal::schema(format_args!("{} knows no parameter \"{name}\"", method.name));
    field.map(|field| &field.kind).ok_or_else(unknown)
}

fn mistyped(name: &str, kind: &Kind) -> Refusal {
    Refusal::schema(format_args!("can't parse parameter \"{name}\": {kind} expected"))
}

fn missing(name: &str) -> Refusal {
    match name {
        "chat_id" => Refusal::schema("chat_id is empty"),
        "text" => Refusal::schema("message text is empty"),
        _ => Refusal::schema(format_args!("parameter \"{name}\" is required")),
    }
}

/// Lists and objects may come as JSON inside a string also in a JSON body.
fn unpack(kind: &Kind, value: Value) -> Value {
    match (&value, kind) {
        (Value::String(text), Kind::Array(_) | Kind::Object(_)) => kind.read_text(text).unwrap_or(value),
        (Value::String(text), Kind::Any(kinds)) if !kinds.contains(&Kind::String) => {
            kind.read_text(text).unwrap_or(value)
        }
        _ => value,
    }
}

impl Args {
    /// A file part named like a parameter is that parameter; others are named by `attach://`.
    fn place_files(&mut self, method: &Method) -> Result<(), Refusal> {
        let text = Value::Object(self.map.clone()).to_string();
        for name in self.files.keys() {
            if method.fields.iter().any(|field| field.name == *name) {
                self.map.insert(name.clone(), json!(format!("attach://{name}")));
            } else if !text.contains(&format!("attach://{name}")) {
                return Err(Refusal::schema(format_args!("nothing refers to the file part \"{name}\"")));
            }
        }
        Ok(())
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.map.get(name)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(Value::as_str)
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(Value::as_i64)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub fn list(&self, name: &str) -> &[Value] {
        self.value(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A chat is a number here; there are no public chats with names.
    pub fn chat(&self, name: &str) -> Result<i64, Refusal> {
        let value = self.value(name).ok_or_else(|| missing(name))?;
        let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
        number.ok_or_else(|| Refusal::state("chat not found"))
    }

    /// The file that `attach://name` means.
    pub fn attached(&self, reference: &str) -> Option<&Upload> {
        self.files.get(reference.strip_prefix("attach://")?)
    }

    /// For the log: the parameters, and of files only names and sizes.
    pub fn describe(&self) -> Value {
        let mut params = self.map.clone();
        if !self.files.is_empty() {
            let files = self.files.iter().map(|(key, file)| {
                (key.clone(), json!({ "name": file.name, "mime": file.mime, "size": file.bytes.len() }))
            });
            params.insert("_files".into(), Value::Object(files.collect()));
        }
        Value::Object(params)
    }
}
