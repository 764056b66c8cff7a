//! Addresses: which of them Telegram takes as a link.
//! One that it would refuse takes the whole message down with it, so this is stricter than a browser.

/// The address as a `text_link` may carry it, or nothing. Only `http`, `https` with a host that has a dot
/// ("Wrong HTTP URL" otherwise) and `tg://`; an e-mail address is recognised by Telegram itself from the text.
pub(super) fn accepted(address: &str) -> Option<String> {
    let address = address.trim();
    if address.len() > 2048 || address.chars().any(|c| c.is_control() || super::clean::wanted(c) != Some(c)) {
        return None;
    }
    let address = address.replace(' ', "%20");
    let (scheme, rest) = address.split_once("://")?;
    let fits = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => web_host(rest),
        "tg" => tg_host(rest),
        _ => false,
    };
    fits.then_some(address)
}

fn web_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = host.split_once(':').unwrap_or((host, "80"));
    let plain = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') || (!c.is_ascii() && c.is_alphanumeric())
    };
    let dotted = host.trim_matches('.').contains('.') && !host.starts_with('.') && !host.contains("..");
    dotted && host.chars().all(plain) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn tg_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// What to write behind a text whose address cannot be a link: the address where it says more than the text.
pub(super) fn spelled<'a>(address: &'a str, text: &str) -> Option<&'a str> {
    let address = address.trim();
    let bare = address.strip_prefix("mailto:").unwrap_or(address);
    let says_more = !bare.is_empty() && !bare.starts_with('#') && !text.contains(bare);
    says_more.then_some(bare)
}

/// The last part of an address, for a picture that has no words of its own.
pub(super) fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or_default()
}

/// The bare address at the start of a text, without the punctuation that belongs to the sentence.
pub(super) fn bare(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let mut depth = 0_usize;
    let end = text.find(|c: char| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth == 0 => true,
        ')' => {
            depth -= 1;
            false
        }
        c => {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '[' | ']' | '"' | '\'' | '`' | '|' | '\\' | '»' | '”' | '\u{fdd0}'
                        ..='\u{fdef}'
                )
        }
    });
    let found = &text[..end.unwrap_or(text.len())];
    let found = found.split("**").next().unwrap_or_default();
    let found = found.trim_end_matches(['.', ',', ':', ';', '!', '?', '*', '_', '~', '…']);
    (found.len() > scheme.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_telegram_takes_becomes_a_link() {
        for good in ["https://a.example/x?y=(z)", "HTTP://a.b:8080", "tg://user?id=5", "https://кто.рф/я"]
        {
            assert!(accepted(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "http://localhost:80/",
            "/a",
            "#b",
            "ftp://a.b",
            "https://",
            "https://a b/",
            "http://a.b:x",
            "",
        ] {
            assert!(accepted(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn bare_addresses_end_where_the_sentence_goes_on() {
        assert_eq!(bare("https://a.b/c_d?x=*y*, и"), Some("https://a.b/c_d?x=*y"));
        assert_eq!(bare("https://a.b/c_(d)) и"), Some("https://a.b/c_(d)"));
        assert_eq!(bare("https://a.b** и"), Some("https://a.b"));
        assert_eq!(bare("https://"), None);
    }
}
