//! SVG into PNG, at twice its size.

use std::sync::Arc;

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};
use thiserror::Error;

use super::letters::{DRAWN, FAMILY};

/// Pixels to a unit.
const DENSITY: f32 = 2.0;

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum DrawError {
    #[error("the chart is no picture: {0}")]
    Unreadable(#[from] resvg::usvg::Error),
    #[error("the picture has no size")]
    NoSize,
    #[error("the picture could not be packed: {0}")]
    Unpacked(String),
}

pub(super) fn draw(svg: &str) -> Result<Vec<u8>, DrawError> {
    let options =
        Options { fontdb: Arc::clone(&DRAWN), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size().scale_by(DENSITY).ok_or(DrawError::NoSize)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(DrawError::NoSize)?;
    resvg::render(&tree, Transform::from_scale(DENSITY, DENSITY), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| DrawError::Unpacked(error.to_string()))
}
