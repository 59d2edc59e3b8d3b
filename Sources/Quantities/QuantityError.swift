/// What is wrong with a quantity and what to write instead: one sentence each, fit to be shown to the
/// person who wrote it. The place (file, line, column) is added by whoever read the text.
public struct QuantityError: Error, Hashable, Sendable, CustomStringConvertible {
  public let problem: String
  public let remedy: String

  public init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { "\(problem); \(remedy)" }
}
