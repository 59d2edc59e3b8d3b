/// A provider is data: what is of one stands in its folder, `Sources/Providers/NAME/`, and nowhere else in the
/// code. Its names are the folder's and what the names of its models begin with (`card.csv`). Allowed are the
/// import and the line of the list in `Sources/Providers/BuiltIn.swift`, and names of shipped scenarios, which
/// are names of files; and the readers of exports, each of which reads what somebody writes and says whose it is.

extension Rule {
  static let providers = Rule("No provider is named in code outside its folder") { tree in
    let shipped = Set(
      tree.paths(in: "scenarios/", ".yaml").flatMap { path -> [String] in
        let name = String(path.split(separator: "/").last?.dropLast(5) ?? "")
        // As a resource is named in code.
        return [name, name.split(separator: "-").joined(separator: "_") + "_yaml"]
      })
    return tree.providers.flatMap { provider, prefix -> [Finding] in
      let folder = "Sources/Providers/\(provider)/"
      let words = [provider, prefix].filter { !$0.isEmpty }
      let listed = ["import \(provider)", "Folder(\"\(provider)\") { \(provider).tables }"]
      let files = tree.paths(in: "Sources/", ".swift").filter { path in
        guard !path.hasPrefix(folder), !path.hasPrefix("Sources/History/Readers/"),
          let text = tree.files[path]?.lowercased()
        else { return false }
        return words.contains { text.contains($0) }
      }
      return files.flatMap { path in
        tree.lines(of: path).compactMap { number, text -> Finding? in
          let line = text.trimmingPrefix { $0 == " " }
          if path == "Sources/Providers/BuiltIn.swift", listed.contains(where: { line.hasPrefix($0) }) {
            return nil
          }
          let names = line.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
          let foreign = names.filter { !shipped.contains(String($0)) }
          return words.first { word in foreign.contains { $0.contains(word) } }.map {
            Finding(path: path, line: number, what: "names the provider \(provider) ('\($0)')")
          }
        }
      }
    }
  }
}

extension Tree {
  /// Each provider's name, and what people leave out of the names of its models, without its hyphen.
  var providers: [(name: String, prefix: String)] {
    paths(in: "Sources/Providers/", "/card.csv").map { path in
      let fields = lines(of: path).dropFirst().first?.text.split(
        separator: ",", omittingEmptySubsequences: false)
      let prefix = fields.flatMap { $0.count > 2 ? $0[2] : nil } ?? ""
      return (String(path.split(separator: "/")[2]), prefix.split(separator: "-").joined(separator: "-"))
    }
  }
}
