/// `lotwise version`, and `lotwise --version`.

import Formats

/// Raised with each release; see CHANGELOG.md.
let lotwiseVersion = "0.1.0"

let versionCommand = Command(
  name: "version", summary: "the version of this program"
) { invocation throws(Stop) in
  var buffer = ByteBuffer()
  buffer.append(text: "lotwise \(lotwiseVersion)\n")
  try invocation.put(&buffer)
}
