/// A drawing taken apart by a parser that is not ours: its texts with their boxes, its ids, its titles.

import Foundation
import FoundationXML

final class Drawing: NSObject, XMLParserDelegate {
  struct Words {
    var text = ""
    var x = 0.0
    var y = 0.0
    var size = 12.0
    var anchor = "start"

    /// On the narrow side for the face that most machines have, and independent of the table that draws.
    var width: Double { Double(text.count) * size * 0.48 }
    var left: Double { anchor == "start" ? x : anchor == "end" ? x - width : x - width / 2 }
  }

  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var words: [Words] = []
  private(set) var ids: [String] = []
  private(set) var title = ""
  private(set) var desc = ""
  private(set) var labelledBy = ""
  private(set) var numbers: [String] = []
  private var path: [String] = []
  private var isWellFormed = false

  /// Nil: it is not well-formed.
  static func read(_ svg: String) -> Drawing? {
    let drawing = Drawing()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = drawing
    drawing.isWellFormed = parser.parse()
    return drawing.isWellFormed ? drawing : nil
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    path.append(name)
    if let id = attributes["id"] { ids.append(id) }
    numbers += attributes.filter {
      ["x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy", "d"].contains($0.key)
    }
    .map(\.value)
    if name == "svg" {
      let box = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
      if box.count == 4 { (width, height) = (box[2], box[3]) }
      labelledBy = attributes["aria-labelledby"] ?? ""
    }
    if name == "text" {
      var found = Words()
      found.x = Double(attributes["x"] ?? "") ?? .nan
      found.y = Double(attributes["y"] ?? "") ?? .nan
      found.size = Double(attributes["font-size"] ?? "") ?? .nan
      found.anchor = attributes["text-anchor"] ?? "start"
      words.append(found)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    switch path.last {
    case "text": words[words.count - 1].text += string
    case "title" where path.count == 2: title += string
    case "desc": desc += string
    default: break
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { path.removeLast() }

  /// Every fault that a reader would see.
  var faults: [String] {
    var faults: [String] = []
    if Set(ids).count != ids.count { faults.append("an id twice") }
    if title.isEmpty || desc.isEmpty { faults.append("no title or no description") }
    if labelledBy.split(separator: " ").contains(where: { !ids.contains(String($0)) }) {
      faults.append("labelled by nothing")
    }
    for text in numbers where text.contains("nan") || text.contains("inf") {
      faults.append("no number: \(text)")
    }
    for word in words {
      if word.left < -1 || word.left + word.width > width + 1 || word.y < 8 || word.y > height {
        faults.append("outside: '\(word.text)'")
      }
      if word.size < 11 { faults.append("too small: '\(word.text)'") }
    }
    for (index, a) in words.enumerated() {
      for b in words[(index + 1)...] where abs(a.y - b.y) < min(a.size, b.size) * 0.75 && !a.text.isEmpty {
        if a.left < b.left + b.width - 1, b.left < a.left + a.width - 1, !b.text.isEmpty {
          faults.append("'\(a.text)' over '\(b.text)'")
        }
      }
    }
    return faults
  }
}
