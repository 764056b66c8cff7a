//! Server-sent events from bytes, however they are cut.
//! Source: WHATWG HTML, 9.2.6. Beyond it, a last event without its empty line counts; names, ids and retry do not.

use crate::providers::{ErrorKind, ProviderError};

/// A line longer than this is no event but nonsense, in bytes.
const LONGEST_LINE: usize = 2 * 1024 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Cuts a stream of bytes into the data of its events.
#[derive(Debug, Default)]
pub(super) struct Events {
    line: Vec<u8>,
    data: Option<Vec<u8>>,
    /// The last byte was a CR: a LF after it belongs to the same line end.
    after_cr: bool,
    /// The first line is behind us: only it may begin with a mark of byte order.
    begun: bool,
}

impl Events {
    /// Takes the next bytes and adds the data of every event that they complete.
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut Vec<String>) -> Result<(), ProviderError> {
        for &byte in bytes {
            match byte {
                b'\n' if self.after_cr => self.after_cr = false,
                b'\n' | b'\r' => {
                    self.after_cr = byte == b'\r';
                    self.end_line(out)?;
                }
                _ => {
                    self.after_cr = false;
                    self.line.push(byte);
                }
            }
        }
        if self.line.len() > LONGEST_LINE {
            return Err(ProviderError::new(ErrorKind::Broken, "a line without an end"));
        }
        Ok(())
    }

    /// The connection has ended: what is there counts.
    pub(super) fn end(&mut self, out: &mut Vec<String>) -> Result<(), ProviderError> {
        if !self.line.is_empty() {
            self.end_line(out)?;
        }
        self.dispatch(out)
    }

    fn end_line(&mut self, out: &mut Vec<String>) -> Result<(), ProviderError> {
        let whole = std::mem::take(&mut self.line);
        let line = if self.begun { &whole[..] } else { whole.strip_prefix(BOM).unwrap_or(&whole) };
        self.begun = true;
        if line.is_empty() {
            return self.dispatch(out);
        }
        if let Some(value) = line.strip_prefix(b"data").and_then(value) {
            match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                none => *none = Some(value.to_vec()),
            }
        }
        Ok(())
    }

    fn dispatch(&mut self, out: &mut Vec<String>) -> Result<(), ProviderError> {
        let Some(data) = self.data.take() else { return Ok(()) };
        let text = String::from_utf8(data);
        out.push(text.map_err(|_| ProviderError::new(ErrorKind::Broken, "not UTF-8"))?);
        Ok(())
    }
}

/// What stands after the name of a field; `None` where the name goes on.
fn value(rest: &[u8]) -> Option<&[u8]> {
    if rest.is_empty() {
        return Some(rest);
    }
    let value = rest.strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<String> {
        let (mut events, mut out) = (Events::default(), Vec::new());
        events.push(text.as_bytes(), &mut out).unwrap();
        events.end(&mut out).unwrap();
        out
    }

    #[test]
    fn fields_are_read_as_the_standard_says() {
        assert_eq!(events("data: a\n\ndata:b\n\ndata:  c\n\n"), ["a", "b", " c"]);
        assert_eq!(events("data: a\ndata\ndata: c\n\n"), ["a\n\nc"]);
        assert_eq!(events(": data: no\nevent: x\ndatabase: no\nid\n\n"), Vec::<String>::new());
        assert_eq!(events("\u{feff}data: a\r\rdata: b\r\n\r\n"), ["a", "b"]);
        assert_eq!(events("\n\u{feff}data: a\n\n"), Vec::<String>::new());
        assert_eq!(events("data: unfinished"), ["unfinished"]);
    }
}
