//! The one integration binary: the whole bot against the sandbox, and the rules of the house.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod house;
