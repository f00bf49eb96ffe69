/** `/proc/meminfo`, in bytes. */
export type Meminfo = {
  totalBytes?: number;
  freeBytes?: number;
  /** 3.14; older kernels lack it. */
  availableBytes?: number;
  swapTotalBytes?: number;
  swapFreeBytes?: number;
};
