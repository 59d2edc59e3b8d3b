/// What becomes of refused work, as scenarios and replay cases say it: `lost`, or a map.

import Documents
import Quantities
import Scenario

extension Record {
  /// `costs`: whether it may say what lost work costs, which a replay does not ask.
  func blockedWork(costs: Bool) -> BlockedWork {
    var work = BlockedWork()
    let (key, keys) = (BlockedWorkKeys.key, Keys.blockedWork)
    guard let node = find(key) else {
      assume(key, costs ? "{costs: 100%}" : "lost")
      return work
    }
    if case .scalar = node.content, !node.isNull {
      _ = take(key, as: .oneOf([("lost", true)]))
      return work
    }
    if node.isNull {
      node.mismatch("'lost' or a map", findings)
      return work
    }
    map(key, .blockedWork, "blocked work") { record in
      work.patience = record.take(keys.retriedWithin)
      let then = record.chooseAny([keys.thenLost, keys.then])
      if then == keys.then.name { _ = record.take(keys.then) }
      if let value = record.find(keys.thenLost), !value.isNull {
        findings.error(value.place, "'then lost' has no value", "write it alone, or 'then: lost'")
      }
      if !record.has(keys.retriedWithin) {
        let remedy = "write 'retried within: 2 days' beside it, or leave it out"
        record.refuse(keys.thenLost, "without 'retried within'", remedy)
        record.refuse(keys.then, "without 'retried within'", remedy)
      }
      if costs { work.costs = record.take(keys.costs) }
    }
    return work
  }
}
