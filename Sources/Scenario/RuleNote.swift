/// What makes a scenario or a case a page of a rule book: its title is a claim, and this says who says so, and what
/// happens on both sides of the boundary.

public struct RuleNote: Hashable, Sendable {
  public var source: String
  public var boundary: String

  public init(source: String, boundary: String) {
    self.source = source
    self.boundary = boundary
  }
}
