//! What leads from a work to the one of the same number that another body of the same name issued: before the two were
//! told apart, one address could mean both.
//!
//! In: a work. Out: facts for its card.

use crate::corpus::WorkIndex;
use crate::site::views::Scene;
use crate::site::views::parts::Fact;

/// One fact for each.
pub(in crate::site) fn facts(scene: Scene<'_>, work: WorkIndex) -> Vec<Fact<'_>> {
    let corpus = scene.world.corpus;
    let fact = |index: &WorkIndex| {
        let twin = &corpus.works[*index];
        let number = twin.number.as_ref().map(ToString::to_string).unwrap_or_default();
        let issuer = twin.issuer.as_deref().map_or("", |key| scene.world.body_name(key));
        let text = format!("{} {number} – {issuer}", twin.kind_name);
        Fact::data(scene.text("page-twin"), text, scene.world.link(scene.links, &twin.address))
    };
    corpus.twins.get(work).into_iter().flatten().map(fact).collect()
}
