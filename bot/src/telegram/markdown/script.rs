//! Raised and lowered letters that Unicode has.
//! A word of which one letter is missing stays as it is, marked by `^` or `_`.

const RAISED: &str =
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻTᵀ′′∘°°°*﹡βᵝγᵞδᵟ";
const LOWERED: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩχᵪ";

fn map(text: &str, table: &str) -> Option<String> {
    let pairs: Vec<char> = table.chars().collect();
    let find = |c: char| pairs.chunks_exact(2).find(|pair| pair[0] == c).map(|pair| pair[1]);
    text.chars().filter(|c| *c != ' ').map(find).collect()
}

/// A power, if Unicode has all of it.
pub(super) fn raise(text: &str) -> Option<String> {
    map(text, RAISED)
}

/// An index, if Unicode has all of it.
pub(super) fn lower(text: &str) -> Option<String> {
    map(text, LOWERED)
}

/// The mark of a footnote: its number raised, a name in brackets.
pub(super) fn footnote(label: &str) -> String {
    let raised = raise(label).filter(|_| label.bytes().all(|b| b.is_ascii_digit()));
    raised.unwrap_or_else(|| format!("[{label}]"))
}
