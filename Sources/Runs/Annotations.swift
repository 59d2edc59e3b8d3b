/// Annotations on the lines of a change: GitHub's workflow commands, and GitLab's code quality report.

import Formats
import Quantities
import Scenario

/// Two `#` in a text might begin a host's command; written otherwise, they are the same text.
package func withoutCommands(json: consuming ByteBuffer) -> String {
  json.text.replacing("##", with: "#\\u0023")
}

package struct Annotation: Hashable, Sendable {
  package enum Level: String, Sendable {
    case error, warning, notice
  }

  package let level: Level
  package let place: FilePlace
  package let title: String
  package let message: String

  package init(level: Level, place: FilePlace, title: String, message: String) {
    self.level = level
    self.place = place
    self.title = title
    self.message = message
  }
}

package struct Annotations {
  package let list: [Annotation]

  package init(_ list: [Annotation]) { self.list = list }

  /// `::error file=rates.yaml,line=12,title=...::message`
  package func writeGitHub(into out: inout ByteBuffer) {
    for annotation in list {
      out.append(
        text:
          "::\(annotation.level.rawValue) file=\(property(annotation.place.path)),line=\(annotation.place.line),"
          + "col=\(annotation.place.column),title=\(property(annotation.title))::\(data(annotation.message))\n"
      )
    }
    if !list.isEmpty { out.append("\n") }
  }

  private func data(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result += visible(String(scalar))
      }
    }
    return result
  }

  private func property(_ text: String) -> String {
    var result = ""
    for scalar in data(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The fingerprint is of path and title: the same finding is the same one in the next run, whatever the figures.
  package func writeGitLab(into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.array { json in
      for annotation in list {
        json.object { json in
          json.string("description", "\(annotation.title): \(annotation.message)")
          json.string("check_name", "lotwise")
          json.string(
            "fingerprint",
            Digest.sha256("\(annotation.place.path)\n\(annotation.title)".utf8))
          json.string(
            "severity",
            annotation.level == .error ? "major" : annotation.level == .warning ? "minor" : "info")
          json.object("location") { json in
            json.string("path", annotation.place.path)
            json.object("lines") { $0.number("begin", annotation.place.line) }
          }
        }
      }
    }
    out.append(text: withoutCommands(json: json.finish()))
  }
}
