/** 測試頁一開始使用的語言；在頁面上選擇的語言優先。 */
export const language = "zh-TW";
