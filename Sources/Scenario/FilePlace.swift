/// Where something was stated: for messages and annotations about what came of it long after the file was read.

public struct FilePlace: Hashable, Sendable {
  public var path: String
  /// From 1.
  public var line: Int
  public var column: Int

  public init(path: String, line: Int, column: Int = 1) {
    self.path = path
    self.line = line
    self.column = column
  }
}
