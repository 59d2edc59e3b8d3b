/// Makes a failing future small: its plan as any case's (Cases/Shrinker.swift), then kinds, steps and sizes.

import Ledger
import Quantities

enum FlowShrinker {
  static let mostSteps = 300

  static func shrunk(_ failing: FlowCase, seed: UInt64) -> FlowCase {
    var best = failing
    for _ in 0..<mostSteps {
      guard let next = simpler(best).first(where: { FlowTrial($0, seed: seed).difference != nil }) else {
        break
      }
      best = next
    }
    return best
  }

  private static func simpler(_ subject: FlowCase) -> [FlowCase] {
    var cases: [FlowCase] = []
    func change(_ edit: (inout FlowCase) -> Void) {
      var simpler = subject
      edit(&simpler)
      cases.append(simpler)
    }
    if subject.chance != nil { change { $0.chance = nil } }
    if subject.kinds.count > 1 {
      for kind in subject.kinds.indices { change { $0.kinds.remove(at: kind) } }
    }
    for steps in [subject.steps / 2, subject.steps * 3 / 4, subject.steps - 1]
    where steps > 0 && steps < subject.steps {
      change { $0.steps = steps }
    }
    // The end of a random case is not a future's.
    let frame = AuditCase(plan: subject.plan, demands: [], end: subject.plan.start)
    for simpler in Shrinker.simpler(frame) where simpler.plan != subject.plan {
      change { $0.plan = simpler.plan }
    }
    for kind in subject.kinds.indices {
      if subject.kinds[kind].sizes != .fluid { change { $0.kinds[kind].sizes = .fluid } }
      var length = subject.steps
      while length > 0 {
        for first in stride(from: 0, to: subject.steps, by: length) {
          let range = first..<min(first + length, subject.steps)
          guard subject.kinds[kind].demand[range].contains(where: { $0 > 0 }) else { continue }
          change { for step in range { $0.kinds[kind].demand[step] = 0 } }
        }
        length /= 2
      }
    }
    return cases
  }

  /// All that is needed to live it again.
  static func text(_ subject: FlowCase, seed: UInt64) -> String {
    let frame = AuditCase(plan: subject.plan, demands: [], end: Instant(seconds: subject.last))
    var lines = [CaseText.yaml(frame, title: "seed \(seed)")]
    lines.append("steps of \(subject.step) s, \(subject.steps) of them")
    if let chance = subject.chance { lines.append("\(chance)") }
    for kind in subject.kinds {
      lines.append(
        "kind \(String(kind.mask.bits, radix: 2)), \(kind.sizes): \(Array(kind.demand.prefix(subject.steps)))"
      )
    }
    return lines.joined(separator: "\n")
  }
}
