//! Search through conversations: in both languages, whatever the form of the word.

use atelier_tests::TestApp;

#[tokio::test]
async fn words_are_found_in_any_form_and_in_both_languages() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("Where do foxes live in winter?");
    boris.sends("Где зимуют рыжие лисицы?");
    app.finish_jobs().await;
    for (person, words, head) in [
        (&ann, "fox", "🔍 “fox”: 1 place"),
        (&ann, "FOXES living", "1 place"),
        (&ann, "elephant", "🔍 “elephant” is nowhere."),
        (&boris, "лисица", "🔍 «лисица»: 1 место"),
        (&boris, "рыжую лисицу", "1 место"),
        (&boris, "слон", "🔍 «слон» нигде нет."),
    ] {
        person.sends(&format!("/search {words}"));
        person.sees(head).await;
    }
    boris.sends("/search fox");
    boris.sees("нигде нет").await;
    app.finish().await;
}

#[tokio::test]
async fn search_asks_for_words_and_takes_others_at_once() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/search");
    ann.sees("🔍 There is nothing to search yet.").await;
    ann.sends("How to bake bread");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.sends("/search");
    ann.sees("🔍 What shall I look for?").await;
    ann.sends("cake");
    ann.sees("🔍 “cake” is nowhere.").await;
    ann.sends("breads");
    let found = ann.sees("🔍 “breads”: 1 place").await;
    ann.taps(&found.labels()[0]).await;
    ann.sees("the current one").await;
    app.finish().await;
}

#[tokio::test]
async fn titles_are_searched_too_and_signs_of_a_query_language_mean_nothing() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("How to bake bread");
    app.finish_jobs().await;
    ann.sends("/chats");
    ann.taps("● Yes").await;
    ann.taps("✏️ Rename").await;
    ann.sends("Sourdough");
    ann.sees("Now it is called").await;
    ann.sends("/search sourdough");
    ann.sees("1 place").await;
    for odd in ["\"", "bread AND NOT", "'; DROP TABLE x; --", "* OR (", "a:b & c | !d", "%_"] {
        ann.sends(&format!("/search {odd}"));
        ann.sees("🔍 “").await;
    }
    app.finish().await;
}
