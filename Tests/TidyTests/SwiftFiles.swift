/// What holds for each Swift file by itself: it says what it holds, and it is short enough to be read.

extension Rule {
  static let headers = Rule("Every Swift file opens with a comment that says what it holds") { tree in
    tree.paths.filter { $0.hasSuffix(".swift") && tree.files[$0]?.hasPrefix("//") == false }
      .map { Finding(path: $0, line: 1, what: "opens without a header comment") }
  }

  /// Past these a file or a function is refused; from 500 and 70 on it is worth a warning, which the test
  /// prints.
  static let lengths = Rule("No file is longer than 800 lines and no function longer than 140") {
    lengths(in: $0, file: 800, function: 140)
  }

  static func lengths(in tree: Tree, file: Int, function: Int) -> [Finding] {
    tree.paths.filter { $0.hasSuffix(".swift") }.flatMap { path -> [Finding] in
      let lines = tree.lines(of: path)
      let count = lines.last?.text.isEmpty == true ? lines.count - 1 : lines.count
      let long = functions(in: lines.map(\.text)).filter { $0.length > function }
        .map { Finding(path: path, line: $0.line, what: "a function of \($0.length) lines (\(function))") }
      return (count > file ? [Finding(path: path, what: "\(count) lines (\(file))")] : []) + long
    }
  }

  /// The first line (from 1) and the length of every function with a body of its own lines. The format is
  /// fixed by `swift format`, so a body ends at the first brace that stands where its `func` began.
  private static func functions(in lines: [Substring]) -> [(line: Int, length: Int)] {
    lines.indices.compactMap { start in
      let indent = lines[start].prefix { $0 == " " }
      let words = lines[start].split { !$0.isLetter }
      guard words.contains(where: { ["func", "init", "deinit", "subscript"].contains($0) }),
        !lines[start].dropFirst(indent.count).hasPrefix("/"),
        let opening = lines[start...].prefix(20).firstIndex(where: { $0.hasSuffix("{") }),
        !lines[start..<opening].contains(where: { $0.isEmpty || $0.hasSuffix("}") }),
        let end = lines[(opening + 1)...].firstIndex(where: { $0.hasPrefix(indent + "}") })
      else { return nil }
      return (start + 1, end - start + 1)
    }
  }
}
