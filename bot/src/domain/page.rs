//! One page of a longer list.

use serde::{Deserialize, Serialize};

/// A page of a list with its place in the whole. Pages count from 0 in code and from 1 on screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub number: u32,
    pub size: u32,
    pub total: u64,
}

impl<T> Page<T> {
    /// How many pages there are; an empty list has one.
    pub fn count(&self) -> u32 {
        Self::count_for(self.total, self.size)
    }

    /// The page nearest to `wanted` that exists.
    pub fn clamp(wanted: u32, total: u64, size: u32) -> u32 {
        wanted.min(Self::count_for(total, size) - 1)
    }

    /// The page a person means by a number they typed, if it exists.
    pub fn jump(text: &str, pages: u32) -> Option<u32> {
        let number: u32 = text.trim().parse().ok()?;
        (1..=pages).contains(&number).then(|| number - 1)
    }

    fn count_for(total: u64, size: u32) -> u32 {
        u32::try_from(total.div_ceil(u64::from(size.max(1))).max(1)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_page_beyond_the_end_becomes_the_last_one() {
        assert_eq!(Page::<()>::clamp(9, 13, 6), 2);
        assert_eq!(Page::<()>::clamp(9, 12, 6), 1);
        assert_eq!(Page::<()>::clamp(9, 0, 6), 0);
    }

    #[test]
    fn a_typed_number_is_a_page_as_people_count() {
        assert_eq!(Page::<()>::jump(" 1 ", 4), Some(0));
        assert_eq!(Page::<()>::jump("4", 4), Some(3));
        for nonsense in ["0", "5", "-1", "four", "", "99999999999"] {
            assert_eq!(Page::<()>::jump(nonsense, 4), None);
        }
    }
}
