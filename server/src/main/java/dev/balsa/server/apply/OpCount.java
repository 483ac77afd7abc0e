package dev.balsa.server.apply;

import dev.balsa.mvcc.OpResult;

/** How many operations of each kind a transaction carried out, nested ones included. */
public record OpCount(int ranges, int puts, int deletes) {

  /** Counts what a result tells of. */
  public static OpCount of(OpResult result) {
    if (result instanceof OpResult.RangeResult) {
      return new OpCount(1, 0, 0);
    } else if (result instanceof OpResult.PutResult) {
      return new OpCount(0, 1, 0);
    } else if (result instanceof OpResult.DeleteResult) {
      return new OpCount(0, 0, 1);
    }
    OpCount sum = new OpCount(0, 0, 0);
    for (OpResult each : ((OpResult.TxnResult) result).results()) {
      sum = sum.plus(of(each));
    }
    return sum;
  }

  private OpCount plus(OpCount other) {
    return new OpCount(ranges + other.ranges, puts + other.puts, deletes + other.deletes);
  }

  /** All kinds together. */
  public int all() {
    return ranges + puts + deletes;
  }
}
