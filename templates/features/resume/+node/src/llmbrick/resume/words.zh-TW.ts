/** 關於「連線中斷後仍保留的回答」，伺服器對啟動它的人所說的話。 */
export const words = {
  badUrl: "REDIS_URL 不是 Redis 的位址：應該像 redis://127.0.0.1:6379",
  expectedDown: "refuse 或 local",
  refusing: "連不上 Redis：恢復之前，請求一律拒絕",
  goingAlone: "連不上 Redis：恢復之前，這個副本自行保留回答，並自行計算串流數",
  leaseLost: "Redis 沒有這個副本的租約：副本停頓太久，或 Redis 的資料不見了",
  isCluster: "REDIS_URL 指向 Redis Cluster，這裡不支援；請改用單一的 Redis",
  notFollowing: "從 Redis 讀不到其他副本寫入的內容：已中斷在此讀取的用戶端，請它們重新連線",
  spoilt: "Redis 中某則回答的內容不是本伺服器所寫：該回答到此結束",
  notBegun: "Redis 拒絕開始一則回答",
  back: "已連上 Redis",
};
